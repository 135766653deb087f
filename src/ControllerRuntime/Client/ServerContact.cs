using System.Globalization;

namespace ControllerRuntime.Client;

/// <summary>Whether the API server answers.</summary>
public sealed class ServerContact(TimeProvider time)
{
    /// <summary>A watch says something about every minute.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    /// <summary>A call that fails is tried again sooner; one failure alone means little.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();
    private long? _answeredAt;
    private string? _failure;

    /// <summary>Why the server counts as not reached, for people; null while it is.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
            {
                var silent = time.GetElapsedTime(_answeredAt ?? _began);
                var since = string.Create(CultureInfo.InvariantCulture, $"no answer of the API server for {(long)silent.TotalSeconds} s");
                if (_answeredAt is null) return _failure is null ? "the API server has not answered yet" : $"the API server has not answered yet: {_failure}";
                if (_failure is not null && silent > Patience) return $"{since}: {_failure}";
                return silent > LongestSilence ? since : null;
            }
        }
    }

    internal void Answered()
    {
        lock (_lock) (_answeredAt, _failure) = (time.GetTimestamp(), null);
    }

    internal void Failed(string why)
    {
        lock (_lock) _failure = why;
    }
}
