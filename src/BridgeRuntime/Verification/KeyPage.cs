using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.Verification;

/// <summary>Some keys of a collection.</summary>
/// <param name="Items">At most about a thousand.</param>
/// <param name="Position">Where to go on after this page; null: only after a later one.</param>
internal sealed record KeyPage(IReadOnlyList<KeyItem> Items, KeyPosition? Position)
{
    /// <summary>Documents of MongoDB's that make no key.</summary>
    public IReadOnlyList<DeadLetter> Refused { get; init; } = [];
}
