using System.Text.Json;
using BridgeRuntime.Documents;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Verification;

namespace BridgeCtl.Verifying;

/// <summary>What a verification found, as a file: the output of <c>verify -o json</c>, and what <c>verify --resume</c> and <c>repair --from</c> read.</summary>
internal sealed record VerificationDocument
{
    public VerificationReport Report { get; set; } = new();

    public IReadOnlyList<Difference> Differences { get; set; } = [];

    /// <summary>Of a plan: what the mass-delete guard would make of its deletes; null of a verification.</summary>
    public IReadOnlyList<MassDeleteForecast>? Guard { get; set; }

    /// <summary>Whether both sides agree and nothing waits for a person.</summary>
    public bool IsWell() => Report.Collections.All(c => c.Counts.Differences() + c.Counts.Held == 0);

    /// <exception cref="CtlException">It is no such file.</exception>
    public static VerificationDocument Read(FileInfo file, string option)
    {
        try
        {
            using var stream = file.OpenRead();
            var document = JsonSerializer.Deserialize(stream, CtlJson.Default.VerificationDocument);
            if (document?.Report?.Collections is not null && document.Differences is not null && document.Differences.All(d => d.Collection is not null && Difference.TryKey(d, out _))) return document;
            throw new CtlException(ExitCode.Usage, $"{option}: {file} is not what `verify -o json` or `verify --state` wrote.");
        }
        catch (JsonException e)
        {
            throw new CtlException(ExitCode.Usage, $"{option}: {file} is not what `verify -o json` or `verify --state` wrote.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CtlException(ExitCode.Usage, $"{option}: {file} cannot be read. {e.Message}", e);
        }
    }

    /// <summary>Writes it so that the file is whole at any moment.</summary>
    /// <exception cref="CtlException">It cannot be written.</exception>
    public void Write(FileInfo file, string option)
    {
        try
        {
            var next = $"{file.FullName}.new";
            using (var stream = File.Create(next))
            using (var writer = new Utf8JsonWriter(stream, Output.CtlOutput.JsonOptions))
            {
                JsonSerializer.Serialize(writer, this, CtlJson.Default.VerificationDocument);
            }
            File.Move(next, file.FullName, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CtlException(ExitCode.Usage, $"{option}: {file} cannot be written. {e.Message}", e);
        }
    }

    /// <summary>Differences of two runs; a key that both name counts once.</summary>
    public static IReadOnlyList<Difference> Join(IEnumerable<Difference> earlier, IEnumerable<Difference> later) => [.. earlier.Concat(later).DistinctBy(d => d.Key())];

    /// <summary>The keys of what differs.</summary>
    public IReadOnlyList<DocumentKey> Keys() => [.. Differences.Select(d => d.Key())];
}
