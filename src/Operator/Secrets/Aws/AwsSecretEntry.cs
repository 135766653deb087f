using System.Globalization;
using BridgeModel;
using ControllerRuntime.Queue;

namespace Operator.Secrets.Aws;

/// <summary>What is known of one secret, and when it is read next. Used by one caller at a time, who holds the <see cref="Gate"/>; only <see cref="Doubt"/> comes from outside.</summary>
internal sealed class AwsSecretEntry(AwsSecretOptions options, TimeProvider time, Func<double> random) : IDisposable
{
    private readonly Backoff _retries = new(options.FirstRetry, options.Refresh, random);
    private readonly Lock _lock = new();
    private SecretResult? _result;
    private AwsProblem? _problem;
    private DateTimeOffset _readAt;    // the last time that AWS said something about the secret
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _version;
    private int _failures;
    private int _doubts;               // re-reads in a row that a doubt brought about, and that found nothing new
    private bool _isDoubted;

    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>When a bridge last asked for it; one that nobody asks for is forgotten.</summary>
    public DateTimeOffset AskedAt { get; set; }

    public bool IsDue
    {
        get { lock (_lock) return time.GetUtcNow() >= _due; }
    }

    /// <summary>AWS has answered with a value, which may be none that is of use.</summary>
    /// <returns>Whether it differs from the one before.</returns>
    public bool Read(SecretResult result)
    {
        lock (_lock)
        {
            var isNew = _result is { Value: { } before } && result.Value is { } now && before != now;
            _doubts = _isDoubted && !isNew ? _doubts + 1 : 0;
            if (_result?.Value != result.Value) _version++;
            (_result, _problem, _failures, _isDoubted) = (result, null, 0, false);
            _readAt = time.GetUtcNow();
            // A tenth earlier at random, so that secrets that were read together part.
            _due = _readAt + (options.Refresh * (1 - (random() / 10)));
            return isNew;
        }
    }

    /// <returns>When it is tried again.</returns>
    public TimeSpan Failed(AwsProblem problem)
    {
        lock (_lock)
        {
            _problem = problem;
            // What AWS has said last holds: a value that it does not give any more is not gone on with.
            if (!problem.SaysNothing) _result = null;
            var wait = _retries.Delay(++_failures);
            _due = time.GetUtcNow() + wait;
            return wait;
        }
    }

    /// <summary>The runtime says that the server refuses the value. It is read again at once, or as soon as the last read is long enough ago: twice as long each time in vain.</summary>
    /// <returns>When.</returns>
    public TimeSpan Doubt()
    {
        lock (_lock)
        {
            var soonest = _readAt + TimeSpan.FromTicks(Math.Min(options.Refresh.Ticks, options.DoubtInterval.Ticks << Math.Min(_doubts, 20)));
            if (_failures == 0)
            {
                _isDoubted = true;
                if (soonest < _due) _due = soonest;
            }
            return Left;
        }
    }

    public AwsSecretReading Reading
    {
        get
        {
            lock (_lock)
            {
                if (_problem is null) return new AwsSecretReading(_result!.Value, Reservation: null, _version, Left);
                if (_problem.SaysNothing && _result is { Value: not null } held) return new AwsSecretReading(held, Reserved(_problem), _version, Left);
                return new AwsSecretReading(SecretResult.Failed(_problem.Reason, _problem.Message), Reservation: null, _version, Left);
            }
        }
    }

    public void Dispose() => Gate.Dispose();

    private TimeSpan Left => _due - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private string Reserved(AwsProblem problem) =>
        string.Create(CultureInfo.InvariantCulture, $"The connection string is as AWS gave it at {_readAt:yyyy-MM-dd'T'HH:mm:ss'Z'}; the bridge goes on with it. {problem.Message}");
}
