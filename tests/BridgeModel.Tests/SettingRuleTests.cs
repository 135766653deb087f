namespace BridgeModel.Tests;

public sealed class SettingRuleTests
{
    private const string BadLabel = "must be a DNS-1123 label: 1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit";

    private static IEnumerable<object[]> Ranges()
    {
        yield return ["runtime", "batchSize", "1", "5000", "0", "5001", "1 and 5000"];
        yield return ["runtime", "maxBatchBytes", "1KiB", "32MiB", "1023", "33MiB", "1KiB and 32MiB"];
        yield return ["runtime", "workers", "1", "64", "0", "65", "1 and 64"];
        yield return ["runtime", "queueSize", "500", "10000000", null!, "10000001", "1 and 10000000"];
        yield return ["runtime", "checkpointInterval", "10ms", "5m", "9ms", "5m1ms", "10ms and 5m"];
        yield return ["runtime", "shutdownTimeout", "100ms", "5m", "99ms", "6m", "100ms and 5m"];
        yield return ["massDeleteGuard", "minimum", "0", "1000000000", "-1", "1000000001", "0 and 1000000000"];
        yield return ["massDeleteGuard", "window", "1s", "168h", "999ms", "168h1s", "1s and 168h"];
        yield return ["deadLetters", "maximum", "1", "1000000", "0", "1000001", "1 and 1000000"];
        yield return ["deadLetters", "retryInterval", "100ms", "168h", "99ms", "168h1s", "100ms and 168h"];
        yield return ["status", "port", "0", "65535", "-1", "65536", "0 and 65535"];
        yield return ["metrics", "port", "0", "65535", "-1", "99999999999999999999", "0 and 65535"];
    }

    private static IEnumerable<object[]> BigPeerRanges()
    {
        yield return ["pollInterval", "10ms", "5m", "9ms", null!, "10ms and 1h"];
        yield return ["fullPassInterval", "1s", "24h", null!, "24h1s", "10ms and 24h"];
        yield return ["pageSize", "1", "10000", "0", "10001", "1 and 10000"];
        yield return ["requestTimeout", "100ms", "10m", "99ms", "999999999999999999h", "100ms and 10m"];
    }

    [TestCaseSource(nameof(Ranges))]
    public void Settings_have_ranges(string block, string key, string least, string most, string? below, string above, string range)
    {
        TestYaml.Valid($"{TestYaml.Minimal}{block}: {{ {key}: {least} }}");
        TestYaml.Valid($"{TestYaml.Minimal}{block}: {{ {key}: {most} }}");
        foreach (var value in new[] { below, above }.OfType<string>())
        {
            Assert.That(TestYaml.Errors($"{TestYaml.Minimal}{block}: {{ {key}: {value} }}"), Is.EqualTo(new[] { $"{block}.{key} (line 9): must be between {range}" }));
        }
    }

    [TestCaseSource(nameof(BigPeerRanges))]
    public void Big_peer_settings_have_ranges(string key, string least, string most, string? below, string? above, string range)
    {
        TestYaml.Valid($"{TestYaml.Minimal}  {key}: {least}");
        TestYaml.Valid($"{TestYaml.Minimal}  {key}: {most}");
        foreach (var value in new[] { below, above }.OfType<string>())
            Assert.That(TestYaml.Errors($"{TestYaml.Minimal}  {key}: {value}"), Is.EqualTo(new[] { $"bigPeer.{key} (line 9): must be between {range}" }));
    }

    [TestCase("bridge")]
    [TestCase("a")]
    [TestCase("0-9")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void These_names_are_valid(string name) => Assert.That(TestYaml.Valid($"{TestYaml.Minimal}name: {name}").Name, Is.EqualTo(name));

    [TestCase("''")]
    [TestCase("A")]
    [TestCase("-a")]
    [TestCase("a-")]
    [TestCase("a.b")]
    [TestCase("a_b")]
    [TestCase("ä")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_is_a_dns_label(string name) =>
        Assert.That(TestYaml.Errors($"{TestYaml.Minimal}name: {name}"), Is.EqualTo(new[] { $"name (line 9): {BadLabel}" }));

    [TestCase("0")]
    [TestCase("1")]
    [TestCase("0.05")]
    [TestCase("1e-3")]
    public void These_shares_are_valid(string share) => TestYaml.Valid($"{TestYaml.Minimal}massDeleteGuard: {{ share: {share} }}");

    [TestCase("-0.1")]
    [TestCase("1.01")]
    [TestCase("20")]
    public void A_share_is_a_part_of_the_whole(string share) =>
        Assert.That(TestYaml.Errors($"{TestYaml.Minimal}massDeleteGuard: {{ share: {share} }}"), Is.EqualTo(new[]
        {
            "massDeleteGuard.share (line 9): must be between 0 and 1; 0.2 means a fifth of the known documents",
        }));

    [TestCase("127.0.0.1")]
    [TestCase("0.0.0.0")]
    [TestCase("'::'")]
    [TestCase("'::1'")]
    public void These_addresses_are_valid(string address) => TestYaml.Valid($"{TestYaml.Minimal}status: {{ address: {address} }}");

    [TestCase("localhost")]
    [TestCase("'1'")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("127.0.0.1:8080")]
    [TestCase("''")]
    public void An_address_is_an_ip_address(string address) =>
        Assert.That(TestYaml.Errors($"{TestYaml.Minimal}status: {{ address: {address} }}"), Is.EqualTo(new[]
        {
            "status.address (line 9): must be an IP address, such as 0.0.0.0 for all or 127.0.0.1 for this machine only",
        }));

    [TestCase("0123456789abcdef")]
    [TestCase("'!\"#$%&()*+,-./:~'")]
    public void These_tokens_are_valid(string token) => Assert.That(TestYaml.Valid($"{TestYaml.Minimal}status: {{ token: {token} }}").Status.Token!.Reveal(), Is.EqualTo(token.Trim('\'')));

    [TestCase("short")]
    [TestCase("''")]
    [TestCase("'0123456789 abcdef'")]
    [TestCase("0123456789abcdefä")]
    public void A_token_fits_into_a_header_and_is_no_guess(string token)
    {
        var errors = TestYaml.Errors($"{TestYaml.Minimal}status: {{ token: {token} }}");
        Assert.That(errors.Single(), Does.StartWith("status.token (line 9): must be 16 to 512 printable ASCII characters").And.Not.Contain("0123456789"));
    }

    [Test]
    public void Only_status_has_a_token() =>
        Assert.That(TestYaml.Errors($"{TestYaml.Minimal}metrics: {{ token: 0123456789abcdef }}").Single(), Does.Contain("metrics.token").And.Contain("is not known here"));

    [TestCase("status: { port: 9090 }")]
    [TestCase("status: { port: 9090, address: 127.0.0.1 }")]
    public void Status_and_metrics_need_different_ports(string entry) =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + entry).Single(), Does.EndWith("is the port of status too; give them different ones, or 0 for any free one"));

    [TestCase("status: { port: 0 }\nmetrics: { port: 0 }")]
    [TestCase("status: { port: 80, address: 127.0.0.1 }\nmetrics: { port: 80, address: 127.0.0.2 }")]
    public void These_ports_do_not_collide(string entries) => TestYaml.Valid(TestYaml.Minimal + entries);

    [Test]
    public void A_full_pass_is_not_more_frequent_than_polling() =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + "  pollInterval: 1m\n  fullPassInterval: 30s\n"), Is.EqualTo(new[]
        {
            "bigPeer.fullPassInterval (line 10): must not be shorter than pollInterval",
        }));

    [Test]
    public void A_queue_holds_at_least_one_batch() =>
        Assert.That(TestYaml.Errors(TestYaml.Minimal + "runtime: { batchSize: 100, queueSize: 99 }\n"), Is.EqualTo(new[]
        {
            "runtime.queueSize (line 9): must not be smaller than batchSize, or a batch never fills",
        }));
}
