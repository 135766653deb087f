namespace ControllerRuntime.Tests.Leadership;

/// <summary>Counts who leads at the same time.</summary>
internal sealed class Leaders
{
    private readonly Lock _lock = new();
    private readonly List<string> _leading = [];

    public int Most { get; private set; }

    public int Now
    {
        get { lock (_lock) return _leading.Count; }
    }

    public string? Who
    {
        get { lock (_lock) return _leading.Count == 1 ? _leading[0] : null; }
    }

    public void Enter(string identity)
    {
        lock (_lock)
        {
            _leading.Add(identity);
            Most = Math.Max(Most, _leading.Count);
        }
    }

    public void Leave(string identity)
    {
        lock (_lock) _leading.Remove(identity);
    }
}
