using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TestKit;

/// <summary>A program that a test runs: its lines are kept, every wait has a deadline, and it is gone after disposal.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, ChildProcess> Running = EndWithThisProcess();
    private static volatile bool _isEnding;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private int _ends;    // of stdout and stderr
    private bool _isDisposed;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _isDisposed || _process.HasExited;

    /// <summary>The lines of stdout so far.</summary>
    public IReadOnlyList<string> Output
    {
        get { lock (_lock) return [.. _output]; }
    }

    /// <summary>The lines of stderr so far.</summary>
    public IReadOnlyList<string> Errors
    {
        get { lock (_lock) return [.. _errors]; }
    }

    /// <param name="program">A path, or a name that is looked up in PATH.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="environment">Set beside what this process has.</param>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static ChildProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        child._process.OutputDataReceived += (_, e) => child.Add(child._output, e.Data);
        child._process.ErrorDataReceived += (_, e) => child.Add(child._errors, e.Data);
        child._process.Start();
        Running[child._process.Id] = child;
        // Tests go on while the process ends, and may start the next.
        if (_isEnding) child.Signal(UnixSignal.Kill);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Writes a line to its stdin.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellation = default)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
    }

    /// <summary>Waits for a line of stdout, at or after the given place.</summary>
    /// <exception cref="TimeoutException">It did not come in time, or the program ended without it; says what came instead.</exception>
    public async Task<string> LineAsync(string what, Func<string, bool> isIt, TimeSpan limit, int from = 0)
    {
        using var deadline = new CancellationTokenSource(limit);
        while (true)
        {
            // Taken before the lines are looked at, so that none comes in between unseen.
            Task changed;
            lock (_lock) changed = _changed.Task;
            var ended = HasEnded;
            if (Output.Skip(from).FirstOrDefault(isIt) is { } line) return line;
            if (ended) throw new TimeoutException($"{_process.StartInfo.FileName} ended without saying {what}.\n{LastLines()}");
            try
            {
                await changed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} did not say {what} within {limit.TotalSeconds} s.\n{LastLines()}", e);
            }
        }
    }

    /// <summary>Waits for the end of the program and of its output.</summary>
    /// <returns>The exit code; 128 + n after signal n.</returns>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {limit.TotalSeconds} s.\n{LastLines()}", e);
        }
        return _process.ExitCode;
    }

    /// <summary>Sends a signal to this process and to no other; nothing when it has ended.</summary>
    public void Signal(UnixSignal signal)
    {
        if (!HasExited && kill(_process.Id, (int)signal) != 0 && !HasExited) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>The last lines of stdout and stderr, for a failure's message.</summary>
    public string LastLines(int count = 30) => string.Join('\n', ["-- stdout:", .. Output.TakeLast(count), "-- stderr:", .. Errors.TakeLast(count)]);

    /// <summary>Searches all that it has said, and the arguments that the process list shows, for secrets.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public void SearchForSecrets()
    {
        var program = Path.GetFileName(_process.StartInfo.FileName);
        foreach (var line in (IEnumerable<string>)[.. Output, .. Errors]) KnownSecrets.Search(line, $"The log of {program}");
        foreach (var argument in _process.StartInfo.ArgumentList) KnownSecrets.Search(argument, $"The command line of {program}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill();
        await ExitAsync(TimeSpan.FromSeconds(20));
        Running.TryRemove(_process.Id, out _);
        _process.Dispose();
    }

    /// <summary>A run of tests that is broken off disposes of nothing; its programs must not outlive it.</summary>
    private static ConcurrentDictionary<int, ChildProcess> EndWithThisProcess()
    {
        var running = new ConcurrentDictionary<int, ChildProcess>();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            _isEnding = true;
            foreach (var child in running.Values) child.Signal(UnixSignal.Kill);
        };
        return running;
    }

    private bool HasEnded
    {
        get { lock (_lock) return _ends == 2; }
    }

    /// <summary>A line, or null at the end of a stream.</summary>
    private void Add(List<string> lines, string? line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (line is null) _ends++;
            else lines.Add(line);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }

    [DllImport("libc", SetLastError = true, EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
