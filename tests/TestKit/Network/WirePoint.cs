namespace TestKit.Network;

/// <summary>Where a request is on its way.</summary>
public enum WirePoint
{
    /// <summary>It has come whole, and the server has nothing of it yet.</summary>
    Before,

    /// <summary>The server has answered, and the client has nothing of the answer yet.</summary>
    After,
}
