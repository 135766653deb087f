namespace TestKit;

/// <summary>A signal, by its number on Linux.</summary>
public enum UnixSignal
{
    None = 0,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
