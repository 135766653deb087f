namespace BridgeModel;

/// <summary>The least level that is logged; names and numbers are those of Microsoft.Extensions.Logging, so a cast is right.</summary>
public enum BridgeLogLevel
{
    /// <summary>Everything, with what each batch did.</summary>
    Trace = 0,

    /// <summary>What one who looks for a fault needs.</summary>
    Debug = 1,

    /// <summary>What an operator wants to know in normal times.</summary>
    Information = 2,

    /// <summary>What is unusual and was handled.</summary>
    Warning = 3,

    /// <summary>What failed.</summary>
    Error = 4,

    /// <summary>What ends the process.</summary>
    Critical = 5,
}
