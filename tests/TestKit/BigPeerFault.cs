namespace TestKit;

/// <summary>A rule by which a Big Peer misbehaves. What is null has the server's default (devstack/big-peer/README.md).</summary>
/// <param name="Fault">What happens.</param>
public sealed record BigPeerFault(BigPeerFaultKind Fault)
{
    public BigPeerStatementKind? Kind { get; init; }

    /// <summary>The exact name; null, and no pattern: every collection.</summary>
    public string? Collection { get; init; }

    /// <summary>A regular expression.</summary>
    public string? CollectionPattern { get; init; }

    /// <summary>A regular expression for the statement's text.</summary>
    public string? StatementPattern { get; init; }

    /// <summary>How often; null: until the rule is cleared.</summary>
    public int? Times { get; init; }

    public double? Probability { get; init; }

    public long? Seed { get; init; }

    /// <summary><c>before</c> or <c>after</c> the statement is executed; of delay, drop and answer.</summary>
    public string? When { get; init; }

    /// <summary>Of delay; null: until the rule is cleared.</summary>
    public int? DelayMs { get; init; }

    /// <summary>Of cut: how much of the body is sent.</summary>
    public int? Bytes { get; init; }

    /// <summary>Of cut: the connection is reset, not closed.</summary>
    public bool? Reset { get; init; }

    /// <summary>Of answer.</summary>
    public int? Status { get; init; }

    public BigPeerErrorShape? Shape { get; init; }

    public string? Message { get; init; }

    /// <summary>Sent as it is, in place of a shape.</summary>
    public string? Body { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Of stale: <c>refuse</c> or <c>wait</c>.</summary>
    public string? Unreached { get; init; }

    /// <summary>An answer with an error.</summary>
    public static BigPeerFault Answer(int status, BigPeerErrorShape shape = BigPeerErrorShape.Message, string? message = null) => new(BigPeerFaultKind.Answer) { Status = status, Shape = shape, Message = message };

    /// <summary>The statement is executed and its answer never arrives.</summary>
    public static BigPeerFault LostAnswer() => new(BigPeerFaultKind.Drop) { When = "after" };
}
