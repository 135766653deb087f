using BridgeModel.Reading;
using BridgeModel.Validation;

namespace BridgeModel;

/// <summary>Reads <c>bridge.yaml</c>, or a file in the shape of a third-party set-up guide, told apart by its keys: structure, references to secrets and every rule, with all errors at once.</summary>
public static class BridgeConfigurationReader
{
    private static readonly BridgeConfigurationValidator Validator = new();

    /// <summary>Reads a file of at most 1 MiB. A file that cannot be read is an error like any other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sources">Where the file, environment variables and referred files are read; default this machine.</param>
    public static BridgeConfigurationResult ReadFile(string path, ReferenceSources? sources = null)
    {
        sources ??= ReferenceSources.Machine;
        try
        {
            return Read(sources.ReadFile(path), sources, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse($"the file {path} does not exist");
        }
        catch (UnauthorizedAccessException)
        {
            return Refuse($"the file {path} is a folder, or this process may not read it");
        }
        catch (IOException)
        {
            return Refuse($"the file {path} cannot be read, or is larger than 1 MiB");
        }
    }

    /// <summary>Reads the text of a configuration.</summary>
    /// <param name="yaml">One YAML document of at most 1 MiB.</param>
    /// <param name="sources">Where <c>${NAME}</c> and <c>file:/path</c> take their values from; default this machine.</param>
    /// <param name="folder">What paths of schema files and caFile are relative to; default the current folder.</param>
    public static BridgeConfigurationResult Read(string yaml, ReferenceSources? sources = null, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > BoundedFile.MostBytes) return Refuse("is larger than 1 MiB, which no bridge needs");
        YamlElement? root;
        try
        {
            root = YamlTree.Parse(yaml);
        }
        catch (YamlRefusedException e)
        {
            return new BridgeConfigurationResult([new BridgeError("", e.Line, e.Column, e.Message)]);
        }

        if (root is null) return Refuse("is empty; it needs at least mongoConnector and bigPeer");
        var log = new ReadLog();
        if (Section.Open(new ReadScope(log, sources ?? ReferenceSources.Machine), "", root) is not { } section)
            return new BridgeConfigurationResult(log.InOrder());
        var configuration = ConnectorSections.IsOne(section) ? ConnectorSections.Read(section) : ConfigurationSections.Read(section);
        configuration = SchemaSection.Resolve(configuration, folder ?? Environment.CurrentDirectory, sources ?? ReferenceSources.Machine, log);
        configuration = AuthorityFiles.Resolve(configuration, folder ?? Environment.CurrentDirectory, sources ?? ReferenceSources.Machine, log);
        foreach (var failure in Validator.Validate(configuration).Errors) log.AddRule(failure.PropertyName, failure.ErrorMessage);
        var errors = log.InOrder();
        return errors.IsEmpty ? new BridgeConfigurationResult(configuration) : new BridgeConfigurationResult(errors);
    }

    private static BridgeConfigurationResult Refuse(string message) => new([new BridgeError("", 0, 0, message)]);
}
