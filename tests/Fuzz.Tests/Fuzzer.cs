using System.Diagnostics;
using System.Globalization;

namespace Fuzz.Tests;

/// <summary>
/// Tries inputs until the time is over. There is no instrumentation of branches to be had here; an input whose answer is of a new kind is kept and mutated further, which leads into the depths of a
/// parser nearly as well where its errors say what was wrong.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, int seed, TimeSpan time)
{
    /// <summary>Of inputs of at most 64 KiB: what amplifies more lets a small message exhaust the memory.</summary>
    private const long MostAllocated = 64 * 1024 * 1024;

    private const int MostKept = 2_000;

    /// <summary>A busy machine must not make of a short run none.</summary>
    private const int LeastInputs = 500;

    /// <summary>No input takes this long unless its parser goes round in circles.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<byte[]> _corpus = [.. target.Seeds];
    private readonly HashSet<string> _kinds = [];
    private byte[] _input = [];
    private long _inputs;
    private long _refused;
    private long _most;
    private Exception? _failure;

    /// <exception cref="AssertionException">An input broke the parser's promise; it has been kept in a file that the message names.</exception>
    public FuzzResult Run()
    {
        var clock = Stopwatch.StartNew();
        // A thread of its own: an input that never ends must not end the test's.
        var thread = new Thread(() => Loop(clock)) { IsBackground = true, Name = target.Name };
        thread.Start();
        var (seen, since) = (0L, Stopwatch.StartNew());
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (Interlocked.Read(ref _inputs) is var now && now != seen) (seen, since) = (now, Stopwatch.StartNew());
            else if (since.Elapsed > Patience) Assert.Fail($"{target.Name} does not end; {Keep()}");
        }
        if (_failure is not null) throw new AssertionException($"{target.Name}, seed {seed}: {_failure.GetType().Name}: {_failure.Message}\n{Keep()}\n{_failure.StackTrace}", _failure);
        return new FuzzResult(target.Name, seed, _inputs, _refused, _kinds.Count, _most, Math.Round(clock.Elapsed.TotalSeconds, 1));
    }

    /// <summary>One input, judged as the run judges it.</summary>
    /// <returns>The kind of answer.</returns>
    public string Try(byte[] input)
    {
        _input = input;
        var before = GC.GetAllocatedBytesForCurrentThread();
        string kind;
        try
        {
            kind = target.Run(input);
        }
        catch (Exception e) when (target.Declared.Any(d => d.IsInstanceOfType(e)))
        {
            _refused++;
            kind = KindOf(e);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _most = Math.Max(_most, allocated);
        if (allocated > MostAllocated) throw new AssertionException($"{input.Length} bytes of input took {allocated} bytes of memory");
        return kind;
    }

    private void Loop(Stopwatch clock)
    {
        try
        {
            foreach (var input in target.Seeds) _kinds.Add(Try(input));
            if (_refused > 0) throw new InvalidOperationException("A seed is refused; seeds are inputs that are well.");
            var random = new Random(seed);
            var mutator = new Mutator(random, target.Dictionary);
            while (clock.Elapsed < time || _inputs < LeastInputs)
            {
                var input = mutator.Mutate(_corpus[random.Next(_corpus.Count)], _corpus[random.Next(_corpus.Count)]);
                if (_kinds.Add(Try(input)) && _corpus.Count < MostKept) _corpus.Add(input);
                Interlocked.Increment(ref _inputs);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    /// <summary>An exception's words without what differs from input to input.</summary>
    private static string KindOf(Exception e) => $"{e.GetType().Name}: {string.Concat(e.Message.Where(c => !char.IsDigit(c)).Take(120))}";

    private string Keep()
    {
        var folder = Path.Combine(TestKit.RepositoryFolder.Path, "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{seed}-{_inputs}"));
        File.WriteAllBytes(file, _input);
        return $"its input is in {file}; put it into testdata/{target.Name} when it is mended";
    }
}
