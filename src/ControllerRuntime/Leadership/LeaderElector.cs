using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Leadership;

/// <summary>
/// Leads while it holds a Lease, and never beside another. A contender takes the lease only after it has itself watched it unchanged for the lease's duration, by
/// its own clock, so clocks that differ do no harm; the holder counts its time from before each renewal was sent, and stops earlier than that.
/// </summary>
public sealed class LeaderElector(KubeClient client, LeaseOptions options, ControllerMetrics metrics, ILogger logger, TimeProvider time, Func<double> random)
{
    private readonly Heartbeat _heartbeat = new(options.RenewDeadline + LongestCall + options.RetryPeriod, time);
    private volatile Lease? _observed;
    private long _observedAt;

    /// <summary>Of the client, its tries included, and as much again.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    /// <summary>Beats with each try to take or to keep the lease.</summary>
    public Heartbeat Heartbeat => _heartbeat;

    /// <summary>Who holds the lease, as far as it is known.</summary>
    public string? Holder => _observed?.Spec.HolderIdentity is { Length: > 0 } holder ? holder : null;

    /// <summary>Why the lease can be neither read nor written, such as for want of a permission; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Waits for the lease, then leads; lets go of the lease when stopped.</summary>
    /// <param name="lead">Runs while leading; its token ends it. It must end soon after.</param>
    /// <param name="stopping">Ends all.</param>
    /// <exception cref="LeadershipLostException">The lease is lost, or may be; what was led has ended.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken stopping)
    {
        var renewedAt = await AcquireAsync(stopping);
        metrics.Leads(true);
        logger.LeadershipTaken(options.Lease, options.Identity);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var led = lead(leading.Token);
        try
        {
            await RenewWhileAsync(led, renewedAt, stopping);
        }
        finally
        {
            metrics.Leads(false);
            await leading.CancelAsync();
            await led.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        await ReleaseAsync();
        await led;
    }

    private async Task<long> AcquireAsync(CancellationToken stopping)
    {
        while (true)
        {
            var before = time.GetTimestamp();
            if (await TryAsync(stopping)) return before;
            await Task.Delay(Jittered(), time, stopping);
        }
    }

    /// <summary>Returns when what is led has ended or all is stopped.</summary>
    private async Task RenewWhileAsync(Task led, long renewedAt, CancellationToken stopping)
    {
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(led, Task.Delay(Jittered(), time, waiting.Token));
            await waiting.CancelAsync();
            if (led.IsCompleted || stopping.IsCancellationRequested) return;

            var left = options.RenewDeadline - time.GetElapsedTime(renewedAt);
            var before = time.GetTimestamp();
            using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
            if (await TryAsync(limit.Token)) renewedAt = before;
            else if (_observed?.Spec.HolderIdentity is { } holder && holder != options.Identity)
                throw new LeadershipLostException($"lease {options.Lease} is held by {holder}");
            else if (!stopping.IsCancellationRequested && time.GetElapsedTime(renewedAt) >= options.RenewDeadline)
                throw new LeadershipLostException($"lease {options.Lease} could not be renewed within {options.RenewDeadline.TotalSeconds} s");
        }
    }

    /// <summary>Takes or renews the lease.</summary>
    /// <returns>Whether it is held now, by this contender, for sure.</returns>
    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        _heartbeat.Beat();
        try
        {
            var now = time.GetUtcNow();
            var found = await client.FindAsync(Lease.Type, options.Lease, cancellation);
            if (found is null)
            {
                Observe(await client.CreateAsync(Lease.Type, options.Lease.Namespace, Taken(new Lease { Metadata = new ObjectMeta { Name = options.Lease.Name, Namespace = options.Lease.Namespace } }, now), cancellation));
                Problem = null;
                return true;
            }
            Observe(found);
            var holder = found.Spec.HolderIdentity;
            var isFree = string.IsNullOrEmpty(holder) || time.GetElapsedTime(_observedAt) >= TimeSpan.FromSeconds(found.Spec.LeaseDurationSeconds ?? options.Duration.TotalSeconds);
            if (holder != options.Identity && !isFree)
            {
                Problem = null;
                return false;
            }
            // Conditional on the version that was read: of two contenders one gets a conflict.
            Observe(await client.ReplaceAsync(Lease.Type, holder == options.Identity ? Renewed(found, now) : Taken(found, now), cancellation));
            Problem = null;
            return true;
        }
        catch (KubeException e)
        {
            // Whoever was first has it. A server that cannot be reached may have taken the write: the next look tells.
            if (e.Kind is KubeErrorKind.Conflict or KubeErrorKind.AlreadyExists) return false;
            Problem = e.Message;
            logger.LeaseNotReached(options.Lease, e.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Observe(Lease lease)
    {
        if (_observed is not null && _observed.Metadata.ResourceVersion == lease.Metadata.ResourceVersion) return;
        (_observed, _observedAt) = (lease, time.GetTimestamp());
    }

    private Lease Taken(Lease lease, DateTimeOffset now) => lease with
    {
        Spec = new LeaseSpec
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.Duration.TotalSeconds,
            AcquireTime = now,
            RenewTime = now,
            LeaseTransitions = (lease.Spec.LeaseTransitions ?? 0) + (lease.Metadata.ResourceVersion is null ? 0 : 1),
        },
    };

    private static Lease Renewed(Lease lease, DateTimeOffset now) => lease with { Spec = lease.Spec with { RenewTime = now } };

    /// <summary>The next one need not wait for the lease to run out.</summary>
    private async Task ReleaseAsync()
    {
        if (_observed is not { } held || held.Spec.HolderIdentity != options.Identity) return;
        using var limit = new CancellationTokenSource(options.RetryPeriod, time);
        try
        {
            await client.ReplaceAsync(Lease.Type, held with { Spec = held.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1 } }, limit.Token);
            logger.LeadershipReleased(options.Lease);
        }
        catch (Exception e) when (e is KubeException or OperationCanceledException)
        {
            // It runs out by itself.
            logger.LeaseNotReached(options.Lease, e.Message);
        }
    }

    private TimeSpan Jittered() => options.RetryPeriod * (0.8 + (0.4 * random()));
}
