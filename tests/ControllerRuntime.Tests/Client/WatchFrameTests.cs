using System.Buffers;
using System.Text;
using ControllerRuntime.Client;

namespace ControllerRuntime.Tests.Client;

public sealed class WatchFrameTests
{
    [TestCase("""{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}""", WatchEventType.Added)]
    [TestCase("""{"type":"MODIFIED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}""", WatchEventType.Modified)]
    [TestCase("""{"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}""", WatchEventType.Deleted)]
    [TestCase("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7"}}}""", WatchEventType.Bookmark)]
    [TestCase("""{"object":{"metadata":{"name":"a","resourceVersion":"7"}},"other":[1],"type":"ADDED"}""", WatchEventType.Added)]
    public void A_line_becomes_its_event(string line, WatchEventType type)
    {
        var told = Read(line);
        Assert.Multiple(() =>
        {
            Assert.That(told!.Value.Type, Is.EqualTo(type));
            Assert.That(told.Value.ResourceVersion, Is.EqualTo("7"));
        });
    }

    [Test]
    public void An_error_becomes_the_exception_of_its_code()
    {
        var error = Assert.Throws<KubeException>(() => Read("""{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old resource version: 1 (5)","reason":"Expired","code":410}}"""));
        Assert.That(error!.Kind, Is.EqualTo(KubeErrorKind.Expired));
        Assert.That(error.Message, Does.Contain("too old resource version"));
    }

    [Test]
    public void A_type_of_the_future_is_passed_over() => Assert.That(Read("""{"type":"RENAMED","object":{"metadata":{}}}"""), Is.Null);

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"type":"ADDED"}""")]
    [TestCase("""{"type":"ADDED","object":null}""")]
    [TestCase("""{"type":"ADDED","object":{"metadata":{"name":1}}}""")]
    [TestCase("""{"type":"ADDED","object":{"metadata":{"name":"a"}""")]
    public void Anything_else_is_a_bad_answer(string line) => Assert.That(Assert.Throws<KubeException>(() => Read(line))!.Kind, Is.EqualTo(KubeErrorKind.BadAnswer));

    [Test]
    public void Random_bytes_never_do_more_than_that()
    {
        var random = new Random(4711);
        var valid = Encoding.UTF8.GetBytes("""{"type":"MODIFIED","object":{"metadata":{"name":"a","labels":{"x":"y"},"resourceVersion":"7"},"data":{"k":"v"}}}""");
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])valid.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                WatchFrame.Read(new ReadOnlySequence<byte>(bytes.AsMemory(0, random.Next(bytes.Length + 1))), ConfigMap.Type.ObjectJson, "watch");
            }
            catch (KubeException)
            {
                // What is meant to happen; anything else fails the test.
            }
        }
    }

    private static WatchEvent<ConfigMap>? Read(string line) => WatchFrame.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)), ConfigMap.Type.ObjectJson, "watch configmaps");
}
