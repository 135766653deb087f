using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ProgramEndpoints.Metrics;

/// <summary>What the operating system and .NET tell of the process: as much as it takes to tell a leak from a load.</summary>
public static class ProcessMetrics
{
    private const string OpenFiles = "/proc/self/fd";

    public static void Observe(Meter meter)
    {
        using var process = Process.GetCurrentProcess();
        var start = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, "By", "Resident memory, in bytes.");
        meter.CreateObservableCounter("process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of user and system together, in seconds.");
        meter.CreateObservableGauge("process_start_time_seconds", () => start, "s", "When the process started, in seconds since 1970-01-01 UTC.");
        if (Directory.Exists(OpenFiles)) meter.CreateObservableGauge("process_open_fds", () => Directory.EnumerateFileSystemEntries(OpenFiles).Count(), "{file}", "Open files and sockets.");
        meter.CreateObservableGauge("dotnet_gc_heap_bytes", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Memory of managed objects, garbage included, in bytes.");
        meter.CreateObservableCounter("dotnet_gc_allocated_bytes_total", () => GC.GetTotalAllocatedBytes(), "By", "Memory ever allocated for managed objects, in bytes.");
        meter.CreateObservableCounter("dotnet_gc_pause_seconds_total", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time that garbage collections stopped the process for, in seconds.");
        meter.CreateObservableCounter("dotnet_gc_collections_total", Collections, "{collection}", "Garbage collections by the generation they went up to.");
        meter.CreateObservableGauge("dotnet_thread_pool_threads", () => ThreadPool.ThreadCount, "{thread}", "Threads of the thread pool.");
        meter.CreateObservableGauge("dotnet_thread_pool_queue_items", () => ThreadPool.PendingWorkItemCount, "{item}", "Work that waits for a thread of the thread pool.");
    }

    /// <summary>.NET's count of a generation includes the collections of those above it.</summary>
    private static IEnumerable<Measurement<long>> Collections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var above = generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0;
            yield return new Measurement<long>(GC.CollectionCount(generation) - above, new KeyValuePair<string, object?>("generation", generation));
        }
    }
}
