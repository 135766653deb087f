namespace BridgeCtl.Output;

/// <summary>Says now and then how far something is, where there is no terminal for a bar.</summary>
internal sealed class ProgressLines(CtlOutput output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long _saidAt = time.GetTimestamp();

    public void Say(Func<string> line)
    {
        if (time.GetElapsedTime(_saidAt) < Interval) return;
        _saidAt = time.GetTimestamp();
        output.Say(line());
    }
}
