using BridgeModel;

namespace BridgeCtl.Commands;

/// <summary>Authorities that a Secret holds, as the files that MongoDB's client wants; they go with the process.</summary>
internal sealed class AuthorityFolder : IDisposable
{
    private readonly List<string> _wrong = [];
    private DirectoryInfo? _folder;

    /// <summary>What is wrong with what was given so far.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    /// <param name="name">Of the file.</param>
    /// <param name="pem">Its content.</param>
    /// <param name="from">Where it comes from, for messages.</param>
    /// <returns>The file's path.</returns>
    public string Keep(string name, string pem, string from)
    {
        _folder ??= Directory.CreateTempSubdirectory("bridgectl-");
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, pem);
        return Check(path, from);
    }

    /// <summary>The same path, looked at.</summary>
    public string Check(string path, string from)
    {
        try
        {
            if (BridgeValueRules.Authorities(File.ReadAllText(path)) is { } bad) _wrong.Add($"{from} {bad}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _wrong.Add($"{from} cannot be read: {e.Message}");
        }
        return path;
    }

    public void Dispose() => _folder?.Delete(recursive: true);
}
