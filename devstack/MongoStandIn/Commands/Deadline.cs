using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

/// <summary>The end of the time that a client gives an operation.</summary>
internal sealed class Deadline(TimeProvider? time, TimeSpan limit)
{
    public static readonly Deadline None = new(null, TimeSpan.Zero);

    private long _start = time?.GetTimestamp() ?? 0;
    private TimeSpan _spent;
    private int _calls;

    /// <summary>Stops counting, until <see cref="Resume"/>: the time between two batches is the client's.</summary>
    public void Pause()
    {
        if (time is not null) _spent += time.GetElapsedTime(_start);
    }

    public void Resume()
    {
        if (time is not null) _start = time.GetTimestamp();
    }

    /// <exception cref="CommandException">The time is over: error 50.</exception>
    public void Check()
    {
        // The clock is asked once in 256 documents.
        if (time is null || (++_calls & 0xFF) != 0 || _spent + time.GetElapsedTime(_start) < limit) return;
        throw new CommandException(ErrorCode.MaxTimeMSExpired, "operation exceeded time limit");
    }
}
