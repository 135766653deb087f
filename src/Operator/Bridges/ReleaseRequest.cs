namespace Operator.Bridges;

/// <summary>
/// What the annotation <c>ditto.live/release-mass-delete</c> asks for: <c>&lt;collection&gt;[:&lt;side&gt;]@&lt;id of the block&gt;</c>, where the side is the one that lacks the documents. The id makes that
/// an annotation which is left behind lets no later block go.
/// </summary>
internal readonly record struct ReleaseRequest(string Collection, string? Side, string Id)
{
    public const string Annotation = "ditto.live/release-mass-delete";

    private static readonly string[] Sides = ["mongodb", "bigPeer"];

    /// <returns>Null for a text that is none.</returns>
    public static ReleaseRequest? Read(string text)
    {
        // Names of collections may hold either character; ids of blocks none.
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1) return null;
        var (what, id) = (text[..at], text[(at + 1)..]);
        var side = Array.Find(Sides, s => what.EndsWith($":{s}", StringComparison.Ordinal));
        return new ReleaseRequest(side is null ? what : what[..^(side.Length + 1)], side, id);
    }
}
