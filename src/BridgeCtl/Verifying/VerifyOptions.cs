using System.CommandLine;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>What part of the documents is looked at.</summary>
internal sealed class VerifyOptions
{
    private readonly Option<string[]> _collections = new("--collection", "-c") { Description = "Only this collection; may be given several times.", HelpName = "COLLECTION" };
    private readonly Option<double?> _sample = new("--sample") { Description = "Only a share of the documents, always the same ones: 0.01 is one in a hundred.", HelpName = "SHARE" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Only documents that match a condition, as in a collection's filter: \"status = 'open'\".", HelpName = "CONDITION" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Documents a second at most. Default: as fast as it goes.", HelpName = "NUMBER" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_collections, _sample, _filter, _rate]) command.Options.Add(option);
    }

    public VerificationRequest Request(ParseResult parsed, VerificationDocument? earlier) => new()
    {
        Collections = parsed.GetValue(_collections) is { Length: > 0 } names ? names : null,
        Sample = parsed.GetValue(_sample) ?? earlier?.Report.Sample,
        Filter = parsed.GetValue(_filter) ?? earlier?.Report.Filter,
        Rate = parsed.GetValue(_rate),
        Resume = earlier is null ? null : [.. earlier.Report.Collections.Select(c => c with { Counts = new VerificationCounts() })],
    };
}
