using System.Net;
using System.Net.Http.Headers;

namespace BridgeRuntime.BigPeer;

/// <summary>
/// The body of a request, from a pooled buffer. A call that is given up may still be sending: then the buffer stays with it, and never goes to another's text.
/// </summary>
internal sealed class StatementContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Lock _lock = new();
    private readonly PooledText _text;
    private int _sending;
    private bool _isDisposed;

    public StatementContent(PooledText text)
    {
        _text = text;
        Headers.ContentType = Json;
        Headers.ContentLength = text.Length;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _sending++;
        }
        await stream.WriteAsync(_text.Written, cancellationToken);
        // A write that failed may go on below; its buffer is not given back.
        lock (_lock) _sending--;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _text.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (disposing && !_isDisposed && _sending == 0) _text.Dispose();
            _isDisposed = true;
        }
        base.Dispose(disposing);
    }
}
