namespace BridgeRuntime.DeadLetters;

/// <summary>What is to be done with letters that were handed in.</summary>
internal sealed class LetterSorting
{
    /// <summary>To be written: new ones, and those of documents that were tried again.</summary>
    public List<DeadLetter> Write { get; } = [];

    /// <summary>Those among <see cref="Write"/> that say something that was not known.</summary>
    public List<DeadLetter> News { get; } = [];

    /// <summary>For want of room they are reported and not kept.</summary>
    public List<DeadLetter> Unkept { get; } = [];

    /// <summary>Collections for which that is so for the first time.</summary>
    public List<string> Overflowed { get; } = [];

    /// <summary>New letters, for which room is held until they are written.</summary>
    public int Promised { get; set; }
}
