namespace TestKit;

/// <summary>The statements that a fault is for.</summary>
public enum BigPeerStatementKind
{
    Any,
    Select,
    Insert,
    Update,
    Delete,
}
