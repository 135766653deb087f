using BridgeCtl.Output;
using BridgeRuntime.Verification;
using Spectre.Console;

namespace BridgeCtl.Verifying;

/// <summary>Follows a verification to its end: a bar with rate and time left, and the state file.</summary>
internal sealed class VerificationWatch(CtlOutput output, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(3);

    private readonly List<Difference> _differences = [];
    private long _started;
    private long _checkedBefore;
    private int _next;

    /// <param name="run">What runs.</param>
    /// <param name="earlier">What it goes on from; null: it began anew.</param>
    /// <param name="state">Where its progress is kept; null: nowhere.</param>
    /// <param name="cancellation">Ctrl-C: ends the run and keeps what is known.</param>
    public async Task<VerificationDocument> FollowAsync(IVerification run, VerificationDocument? earlier, FileInfo? state, CancellationToken cancellation)
    {
        _differences.AddRange(earlier?.Differences ?? []);
        _started = time.GetTimestamp();
        var document = await LookAsync(run);
        _checkedBefore = Checked(document.Report);
        var lines = new ProgressLines(output, time);
        if (!output.IsTerminal) return await LoopAsync(run, document, state, report => lines.Say(() => Line(report)), cancellation);
        await output.Talk.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            document = await LoopAsync(run, document, state, report =>
            {
                live.UpdateTarget(Bar(report));
                live.Refresh();
            }, cancellation);
        });
        return document;
    }

    private Task<VerificationDocument> LoopAsync(IVerification run, VerificationDocument document, FileInfo? state, Action<VerificationReport> show, CancellationToken cancellation)
    {
        var savedAt = 0L;
        return new Following(LookInterval, time).ToEndAsync(document, IsOver, () => LookAsync(run), InterruptedAsync, cancellation);

        bool IsOver(VerificationDocument now)
        {
            show(now.Report);
            var isOver = now.Report.State != VerificationState.Running;
            if (state is null || !(isOver || savedAt == 0 || time.GetElapsedTime(savedAt) >= SaveInterval)) return isOver;
            now.Write(state, "--state");
            savedAt = time.GetTimestamp();
            return isOver;
        }

        async Task<bool> InterruptedAsync(VerificationDocument now)
        {
            await run.CancelAsync();
            return true;
        }
    }

    /// <summary>Also after Ctrl-C: what was found is to be told.</summary>
    private async Task<VerificationDocument> LookAsync(IVerification run)
    {
        var report = await run.ReportAsync(CancellationToken.None);
        while (_next < report.Listed)
        {
            var page = await run.DifferencesAsync(_next, CancellationToken.None);
            _differences.AddRange(page.Items);
            _next += page.Items.Count;
            if (page.Next is null) break;
        }
        return new VerificationDocument { Report = report, Differences = VerificationDocument.Join(_differences, []) };
    }

    private Markup Bar(VerificationReport report)
    {
        const int Width = 40;
        var filled = (int)(Share(report) * Width);
        return new Markup($"[green]{new string('━', filled)}[/][grey]{new string('━', Width - filled)}[/] {Markup.Escape(Line(report))}");
    }

    private string Line(VerificationReport report)
    {
        var (done, expected) = (Checked(report), Expected(report));
        var rate = (done - _checkedBefore) / Math.Max(0.1, time.GetElapsedTime(_started).TotalSeconds);
        var left = rate > 0 && expected > done ? $", about {Words.Time((expected - done) / rate)} left" : "";
        var differences = report.Collections.Sum(c => c.Counts.Differences());
        var now = report.Collections.FirstOrDefault(c => !c.Done)?.Name;
        return FormattableString.Invariant($"{100 * Share(report):0} % · {Words.Number(done)} of about {Words.Number(expected)} documents, {Words.Number((long)rate)}/s{left} · {Words.Number(differences)} differ{(now is null ? "" : $" · {now}")}{(report.LastError is { } error ? $" · tries again: {error}" : "")}");
    }

    private static double Share(VerificationReport report) => report.State == VerificationState.Done ? 1 : Expected(report) == 0 ? 0 : Math.Min(0.99, (double)Checked(report) / Expected(report));

    private static long Checked(VerificationReport report) => report.Collections.Sum(c => c.Counts.Checked);

    private static long Expected(VerificationReport report) => report.Collections.Sum(c => c.Done ? c.Counts.Checked : Math.Max((long)((c.Expected ?? 0) * (report.Sample ?? 1)), c.Counts.Checked));
}
