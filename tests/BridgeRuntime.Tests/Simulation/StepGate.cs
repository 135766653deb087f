using System.Runtime.CompilerServices;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>Stops asynchronous code after each atomic step until the test lets it go on, on the test's own thread, or leaves it there for ever: a crash.</summary>
internal sealed class StepGate : ICriticalNotifyCompletion
{
    private Action? _continuation;

    public bool IsCompleted => false;

    public StepGate GetAwaiter() => this;

    public void GetResult() { }

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

    public void Resume()
    {
        var continuation = _continuation ?? throw new InvalidOperationException("Nothing waits at the gate.");
        _continuation = null;
        continuation();
    }

    public void Abandon() => _continuation = null;
}
