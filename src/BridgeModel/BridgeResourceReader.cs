using BridgeModel.Reading;
using BridgeModel.Validation;

namespace BridgeModel;

/// <summary>
/// Reads the <c>BigPeerDataBridge</c> resource by the rules that <c>bridge.yaml</c> has too, all errors at once. The CRD has the same rules; an API server before 1.25
/// drops most of them, and then these answers are the ones that users get.
/// </summary>
public static class BridgeResourceReader
{
    /// <summary>The label that every bridge needs.</summary>
    public const string AppLabel = "ditto.live/app";

    private static readonly BridgeResourceSpecValidator Validator = new();

    /// <param name="name">The resource's name.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="spec">Its spec as JSON.</param>
    public static BridgeResourceResult Read(string name, IReadOnlyDictionary<string, string> labels, string spec)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var log = new ReadLog();
        var read = Read(name, labels.GetValueOrDefault(AppLabel), Open(spec, log), log);
        // Lines and columns are those of a JSON text that no user has seen.
        return new BridgeResourceResult(read, [.. log.InOrder().Select(e => e with { Line = 0, Column = 0 })]);
    }

    /// <param name="name">The resource's name.</param>
    /// <param name="app">The value of its label <see cref="AppLabel"/>.</param>
    /// <param name="spec">Its spec; null where there is none to read.</param>
    /// <param name="log">Takes what is wrong.</param>
    internal static BridgeResourceSpec Read(string name, string? app, Section? spec, ReadLog log)
    {
        var read = spec is null ? new BridgeResourceSpec() : ResourceSections.Read(spec);
        if (NameRules.Bridge(name) is { } badName) log.AddRule("metadata.name", badName);
        if (string.IsNullOrEmpty(app)) log.AddRule("metadata.labels", $"must hold {AppLabel}, the name of the Ditto app");
        foreach (var failure in Validator.Validate(read).Errors) log.AddRule("spec." + failure.PropertyName, failure.ErrorMessage);
        return read;
    }

    private static Section? Open(string spec, ReadLog log)
    {
        try
        {
            // JSON is YAML. References are not followed: they would read the operator's own environment and files.
            return YamlTree.Parse(spec) is { } root ? Section.Open(new ReadScope(log, sources: null), "spec", root) : null;
        }
        catch (YamlRefusedException e)
        {
            log.AddMissing("spec", e.Message);
            return null;
        }
    }
}
