using YamlDotNet.Core;

namespace BridgeModel.Reading;

/// <summary>Says what the YAML parser found. Its own words are used only where they are constant, since the text may hold a secret.</summary>
internal static class YamlParserMessage
{
    private static readonly string[] ConstantBeginnings =
        ["While scanning ", "While parsing ", "Did not find expected ", "Mapping ", "Block sequence ", "Reached the end "];

    public static string Explain(YamlException exception)
    {
        var message = exception.Message;
        return ConstantBeginnings.Any(beginning => message.StartsWith(beginning, StringComparison.Ordinal))
            ? $"is not valid YAML: {char.ToLowerInvariant(message[0])}{message.AsSpan(1).TrimEnd('.')}"
            : "is not valid YAML";
    }
}
