using BridgeRuntime.BigPeer;

namespace BridgeRuntime.Tests.BigPeer;

/// <summary>A buffer that went back to the pool too early would carry another statement's documents into this one.</summary>
internal sealed class StatementContentTests
{
    private static PooledText Text(string words)
    {
        var text = new PooledText(16);
        var bytes = System.Text.Encoding.UTF8.GetBytes(words);
        bytes.CopyTo(text.GetSpan(bytes.Length));
        text.Advance(bytes.Length);
        return text;
    }

    [Test]
    public async Task A_text_that_was_sent_is_given_back_and_never_sent_again()
    {
        var text = Text("statement");
        var content = new StatementContent(text);
        using var sent = new MemoryStream();
        await content.CopyToAsync(sent);
        Assert.That(System.Text.Encoding.UTF8.GetString(sent.ToArray()), Is.EqualTo("statement"));
        content.Dispose();
        Assert.That(text.Length, Is.Zero);
        Assert.That(async () => await content.CopyToAsync(sent), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_text_that_is_still_being_sent_when_its_call_is_given_up_is_not_given_back()
    {
        var text = Text("statement");
        var content = new StatementContent(text);
        var stream = new SlowStream();
        var sending = content.CopyToAsync(stream);
        content.Dispose();
        Assert.That(text.Length, Is.EqualTo("statement".Length), "whoever sends it reads it yet");
        stream.Ready.SetResult();
        await sending;
        Assert.That(text.Length, Is.EqualTo("statement".Length));
    }

    [Test]
    public void A_text_whose_sending_failed_is_not_given_back()
    {
        var text = Text("statement");
        var content = new StatementContent(text);
        var stream = new SlowStream();
        stream.Ready.SetException(new IOException("broken"));
        Assert.That(async () => await content.CopyToAsync(stream), Throws.InstanceOf<HttpRequestException>());
        content.Dispose();
        Assert.That(text.Length, Is.EqualTo("statement".Length));
    }

    [Test]
    public void A_text_grows_and_keeps_what_it_holds()
    {
        using var text = new PooledText(16);
        for (var i = 0; i < 100_000; i++)
        {
            text.GetSpan(1)[0] = (byte)i;
            text.Advance(1);
        }
        Assert.That(text.Written.ToArray(), Is.EqualTo(Enumerable.Range(0, 100_000).Select(i => (byte)i)));
    }

    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource Ready { get; } = new();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await Ready.Task;
    }
}
