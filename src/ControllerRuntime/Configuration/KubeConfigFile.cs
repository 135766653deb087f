using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ControllerRuntime.Configuration;

/// <summary>One kubeconfig file as YAML: its named entries, and its folder, to which relative paths in it belong.</summary>
internal sealed class KubeConfigFile
{
    private readonly YamlMappingNode _root;

    private KubeConfigFile(string path, YamlMappingNode root) => (Path, _root) = (path, root);

    public string Path { get; }

    public string? CurrentContext => Text(_root, "current-context");

    /// <exception cref="KubeConfigurationException">It cannot be read, or is no kubeconfig.</exception>
    public static KubeConfigFile Read(string path)
    {
        try
        {
            using var text = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(new BoundedParser(new Parser(text)));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]) return new KubeConfigFile(path, root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigurationException($"the kubeconfig {path} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            // The rest of the message may quote the file, and with it a token.
            throw new KubeConfigurationException($"the kubeconfig {path} is no YAML: line {e.Start.Line}, column {e.Start.Column}");
        }
        // YamlDotNet 16.3.0's scanner and document model say so of some broken texts: brackets that end too early, half of a surrogate pair, an end where a value must be.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new KubeConfigurationException($"the kubeconfig {path} is no YAML");
        }
        throw new KubeConfigurationException($"the kubeconfig {path} is empty or no mapping");
    }

    /// <summary>The block of a named entry: of <c>clusters</c> the <c>cluster</c>, and so on; null where there is none of that name.</summary>
    public YamlMappingNode? Entry(string list, string name, string block)
    {
        if (Child(_root, list) is not YamlSequenceNode entries) return null;
        return entries.OfType<YamlMappingNode>().Where(e => Text(e, "name") == name).Select(e => Child(e, block) as YamlMappingNode ?? []).FirstOrDefault();
    }

    public static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    /// <returns>Null also for an empty text.</returns>
    public static string? Text(YamlMappingNode node, string key) => Child(node, key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;
}
