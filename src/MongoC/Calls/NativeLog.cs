using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MongoC.Native;

namespace MongoC.Calls;

/// <summary>
/// Takes libmongoc's log, which is one for the whole process, to the logger of the client opened last that is still open and has one.
/// Without any it is dropped; libmongoc by itself would print it on the console.
/// </summary>
internal static unsafe partial class NativeLog
{
    private static ImmutableArray<Listener> _listeners = [];

    [ThreadStatic]
    private static bool _muted;

    /// <summary>Starts to pass the log on; dispose to end it.</summary>
    public static IDisposable Listen(ILogger? logger, ConnectionSecrets secrets)
    {
        var listener = new Listener(logger, secrets);
        ImmutableInterlocked.Update(ref _listeners, all => all.Add(listener));
        return listener;
    }

    /// <summary>Runs a call without passing on what libmongoc logs meanwhile on this thread: parsing a connection string, it quotes from it.</summary>
    public static T Muted<T>(Func<T> call)
    {
        LibMongoc.LogSetHandler(&OnLog, null);
        _muted = true;
        try
        {
            return call();
        }
        finally
        {
            _muted = false;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(int level, byte* domain, byte* message, void* data)
    {
        if (_muted) return;
        try
        {
            Pass(Level(level), (nint)domain, (nint)message);
        }
        catch (Exception)
        {
            // A logger that throws must not tear the process down through native frames, and there is nowhere left to report it.
        }
    }

    private static void Pass(LogLevel level, nint domain, nint message)
    {
        var listeners = _listeners;
        if (listeners.LastOrDefault(listener => listener.Logger is not null)?.Logger is not { } logger || !logger.IsEnabled(level)) return;
        var text = Marshal.PtrToStringUTF8(message) ?? "";
        // The line may come from any of the clients.
        foreach (var listener in listeners) text = listener.Secrets.Hide(text);
        var source = Marshal.PtrToStringUTF8(domain) ?? "";
        Write(logger, level, source, text);
    }

    // mongoc_log_level_t: error, critical, warning, message, info, debug, trace.
    private static LogLevel Level(int level) => level switch
    {
        0 => LogLevel.Error,
        1 => LogLevel.Critical,
        2 => LogLevel.Warning,
        3 or 4 => LogLevel.Information,
        5 => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    [LoggerMessage(EventId = 4100, EventName = "Libmongoc", Message = "libmongoc {Source}: {Text}")]
    private static partial void Write(ILogger logger, LogLevel level, string source, string text);

    private sealed record Listener(ILogger? Logger, ConnectionSecrets Secrets) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref _listeners, all => all.Remove(this, ReferenceEqualityComparer.Instance));
    }
}
