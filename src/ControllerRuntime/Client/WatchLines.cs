using System.Buffers;
using System.IO.Pipelines;

namespace ControllerRuntime.Client;

/// <summary>The lines of a watch's answer as they come, without a copy of any.</summary>
internal sealed class WatchLines(Stream stream) : IAsyncDisposable
{
    /// <summary>etcd takes 1.5 MiB for an object, and JSON may be several times that.</summary>
    private const long LongestLine = 16 * 1024 * 1024;

    private readonly PipeReader _pipe = PipeReader.Create(stream);
    private SequencePosition? _next;

    /// <returns>The next line without its end, valid until <see cref="Consumed"/>; null when the answer has ended.</returns>
    public async ValueTask<ReadOnlySequence<byte>?> NextAsync(string what, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellation);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                _next = read.Buffer.GetPosition(1, end);
                var line = read.Buffer.Slice(0, end);
                if (!line.IsEmpty) return line;
                Consumed();
                continue;
            }
            // What is cut off in the middle of a line is told again by the next watch.
            if (read.IsCompleted) return null;
            if (read.Buffer.Length > LongestLine) throw new KubeException(KubeErrorKind.BadAnswer, $"{what}: the watch sent a line of more than {LongestLine} bytes");
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The line has been read.</summary>
    public void Consumed() => _pipe.AdvanceTo(_next!.Value);

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();
}
