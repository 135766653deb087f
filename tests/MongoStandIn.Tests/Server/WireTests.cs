using System.Buffers.Binary;
using MongoStandIn.Values;

namespace MongoStandIn.Tests.Server;

public sealed class WireTests
{
    private StandInServer _server = null!;
    private RawClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await StandInServer.StartAsync();
        _client = new RawClient(_server.Port);
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public void Document_sequences_stand_for_an_array()
    {
        _client.SendCommand("{'insert': 'c', '$db': 'd'}", sequence: ("documents", ["{'_id': 1}", "{'_id': 2}"]));
        Assert.That(_client.ReceiveDocument().Field("n"u8).AsInt32(), Is.EqualTo(2));
        _client.SendCommand("{'insert': 'c', '$db': 'd', 'documents': []}", sequence: ("documents", ["{'_id': 3}"]));
        Assert.That(_client.ReceiveDocument().Field("code"u8).AsInt32(), Is.EqualTo(40413));
        _client.SendCommand("{'ping': 1, '$db': 'd'}", sequence: ("bogus", ["{}"]));
        Assert.That(_client.ReceiveDocument().Field("code"u8).AsInt32(), Is.EqualTo(40415));
    }

    [Test]
    public void A_checksum_is_verified_and_answered()
    {
        _client.SendCommand("{'ping': 1, '$db': 'd'}", flags: 1);
        var answer = _client.Receive()!;
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(16)) & 1, Is.EqualTo(1));
        Assert.That(Wire.Crc32C.Compute(answer.AsSpan(0, answer.Length - 4)), Is.EqualTo(BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(answer.Length - 4))));
        var damaged = new byte[answer.Length];
        answer.CopyTo(damaged, 0);
        damaged[^1] ^= 0xFF;
        _client.SendRaw(damaged);
        Assert.That(_client.Receive(), Is.Null);
    }

    [Test]
    public void The_checksum_is_Castagnoli() => Assert.That(Wire.Crc32C.Compute("123456789"u8), Is.EqualTo(0xE3069283));

    [Test]
    public void What_wants_no_answer_gets_none()
    {
        _client.SendCommand("{'insert': 'c', '$db': 'd', 'documents': [{'_id': 1}], 'writeConcern': {'w': 0}}", flags: 2);
        _client.SendCommand("{'count': 'c', '$db': 'd'}");
        Assert.That(_client.ReceiveDocument().Field("n"u8).AsInt32(), Is.EqualTo(1));
    }

    [Test]
    public void The_old_greeting_is_answered_and_other_old_queries_are_refused()
    {
        _client.Send(2004, Query("admin.$cmd", "{'isMaster': 1, 'helloOk': true}"));
        var answer = _client.Receive()!;
        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(12)), Is.EqualTo(1));
        Assert.That(BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(8)), Is.EqualTo(7));
        var greeting = RawValue.OfDocument(answer.AsMemory(36));
        Assert.That(greeting.Field("ismaster"u8).AsBoolean(), Is.True);
        Assert.That(greeting.Field("helloOk"u8).AsBoolean(), Is.True);
        _client.Send(2004, Query("d.$cmd", "{'find': 'c'}"));
        Assert.That(RawValue.OfDocument(_client.Receive()!.AsMemory(36)).Field("code"u8).AsInt32(), Is.EqualTo(352));
        _client.Send(2004, Query("d.c", "{}"));
        Assert.That(_client.Receive(), Is.Null);
    }

    [Test]
    public void Compression_that_was_not_agreed_on_is_refused()
    {
        _client.Send(2012, [0xDD, 7, 0, 0, 5, 0, 0, 0, 2, 1, 2, 3, 4, 5]);
        var answer = _client.ReceiveDocument();
        Assert.That(answer.Field("code"u8).AsInt32(), Is.EqualTo(17));
        Assert.That(answer.Field("errmsg"u8).AsString(), Does.Contain("OP_COMPRESSED"));
        Assert.That(_client.Receive(), Is.Null);
    }

    [TestCase(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xDD, 7, 0, 0 })]
    [TestCase(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0xDD, 7, 0, 0 })]
    [TestCase(new byte[] { 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xDD, 7, 0, 0 })]
    [TestCase(new byte[] { 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0 })]
    [TestCase(new byte[] { 26, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xDD, 7, 0, 0, 0, 0, 0, 0, 9, 5, 0, 0, 0, 0 })]
    public void What_is_no_message_closes_the_connection_and_only_that(byte[] bytes)
    {
        _client.SendRaw(bytes);
        Assert.That(_client.Receive(), Is.Null);
        using var other = new RawClient(_server.Port);
        other.SendCommand("{'ping': 1, '$db': 'd'}");
        Assert.That(other.ReceiveDocument().Field("ok"u8).AsDouble(), Is.EqualTo(1));
    }

    [Test]
    public void Damaged_documents_are_errors_and_not_stored()
    {
        var nested = Bson.Doc("{'insert': 'c', '$db': 'd', 'documents': [{'_id': 1, 'x': {'y': 5}}]}");
        nested[Array.LastIndexOf(nested, (byte)'y') - 1] = 0x77;
        _client.Send(2013, [0, 0, 0, 0, 0, .. nested]);
        var answer = _client.ReceiveDocument();
        Assert.That(answer.Field("n"u8).AsInt32(), Is.Zero);
        Assert.That(RawDocument.Values(answer.Field("writeErrors"u8).Bytes)[0].Field("code"u8).AsInt32(), Is.EqualTo(22));
        _client.SendCommand("{'count': 'c', '$db': 'd'}");
        Assert.That(_client.ReceiveDocument().Field("n"u8).AsInt32(), Is.Zero);
    }

    private static byte[] Query(string collection, string json) => [0, 0, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(collection), 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. Bson.Doc(json)];
}
