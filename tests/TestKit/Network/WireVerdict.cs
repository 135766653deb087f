namespace TestKit.Network;

/// <summary>What becomes of a message.</summary>
public enum WireVerdict
{
    Pass,

    /// <summary>It never arrives, and both connections are reset.</summary>
    Reset,
}
