namespace BridgeRuntime.DeadLetters;

/// <summary>A moment in the order in which letters are put. Whoever reads a document takes one before, and removes only letters that were put before it: what is put later knows better.</summary>
internal readonly record struct LetterMark(long Puts);
