using System.Text.Json;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Tests.Verification;

/// <summary>Positions and ids come back from outside: what no run gave is refused before anything is done with it.</summary>
internal sealed class OutsideInputTests
{
    [TestCase(KeyPhase.Ledger, 0, null, ExpectedResult = true)]
    [TestCase(KeyPhase.Ledger, 0, "\"a\"", ExpectedResult = true)]
    [TestCase(KeyPhase.BigPeer, 3, null, ExpectedResult = true)]
    [TestCase(KeyPhase.BigPeer, 4, null, ExpectedResult = false)]
    [TestCase(KeyPhase.BigPeer, 0, "\"a\"} OR {\"", ExpectedResult = false)]
    [TestCase(KeyPhase.MongoDB, 0, "not a token!", ExpectedResult = false)]
    [TestCase((KeyPhase)9, 0, null, ExpectedResult = false)]
    public bool A_position_is_one_that_a_run_gave(object phase, int segment, string? after) => new KeyPosition((KeyPhase)phase, segment, after).IsValid();

    [TestCase("\"a\"", ExpectedResult = "\"a\"")]
    [TestCase("7", ExpectedResult = "7")]
    [TestCase("""{"b":1,"a":"x"}""", ExpectedResult = """{"a":"x","b":1}""")]
    [TestCase("1.5", ExpectedResult = null)]
    [TestCase("null", ExpectedResult = null)]
    [TestCase("\"\\ud800\"", ExpectedResult = null)]
    public string? A_key_is_a_Ditto_id(string id)
    {
        using var document = JsonDocument.Parse(id);
        return Difference.TryKey(new Difference { Collection = "c", Id = document.RootElement.Clone() }, out var key) ? key.Id.Json : null;
    }

    [Test]
    public void An_id_longer_than_Ditto_takes_is_none()
    {
        using var document = JsonDocument.Parse($"\"{new string('x', 300)}\"");
        Assert.That(Difference.TryKey(new Difference { Collection = "c", Id = document.RootElement.Clone() }, out _), Is.False);
    }

    [TestCase("""{"sample":0}""", ExpectedResult = "'sample' must be a number above 0 and up to 1: the share of the documents to look at")]
    [TestCase("""{"rate":0.5}""", ExpectedResult = "'rate' must be a number between 1 and 1000000: documents a second")]
    [TestCase("""{"collections":["x"]}""", ExpectedResult = "collection 'x' is not one of this bridge; it has c")]
    [TestCase("""{"resume":[{"name":"c"}]}""", ExpectedResult = null)]
    [TestCase("""{"resume":[{"name":"c","position":null}]}""", ExpectedResult = "the position of collection 'c' is not one that a run gave")]
    [TestCase("""{"resume":[{"name":"c","position":{"phase":"bigPeer","segment":77}}]}""", ExpectedResult = "the position of collection 'c' is not one that a run gave")]
    public string? A_request_is_judged_before_it_runs(string body) => JsonSerializer.Deserialize(body, BridgeRuntime.Status.StatusJson.Readable.VerificationRequest)!.Problem(["c"]);
}
