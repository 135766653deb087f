using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BridgeModel.Reading;

/// <summary>
/// Replaces <c>${NAME}</c> in a text by the environment variable, <c>$${</c> by <c>${</c>, and a whole text <c>file:/path</c> by the file's content
/// without its final line break. What was put in is not looked at again.
/// </summary>
internal sealed class ReferenceExpander(ReferenceSources sources)
{
    private const string FilePrefix = "file:";

    /// <summary>A certificate chain fits; a reference repeated without end does not.</summary>
    private const int MostCharacters = 64 * 1024;

    public bool TryExpand(string raw, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? problem)
    {
        var isFile = raw.StartsWith(FilePrefix, StringComparison.Ordinal);
        problem = ExpandVariables(isFile ? raw[FilePrefix.Length..] : raw, out text);
        if (problem is null && isFile) problem = ReadFile(raw[FilePrefix.Length..], text!, out text);
        if (problem is null && text!.Length > MostCharacters) problem = $"is longer than {MostCharacters} characters";
        if (problem is not null) text = null;
        return problem is null;
    }

    private string? ExpandVariables(string raw, out string? text)
    {
        text = raw;
        var next = raw.IndexOf("${", StringComparison.Ordinal);
        if (next < 0) return null;
        var expanded = new StringBuilder();
        var done = 0;
        for (; next >= 0; next = raw.IndexOf("${", done, StringComparison.Ordinal))
        {
            if (next > done && raw[next - 1] == '$')
            {
                expanded.Append(raw, done, next - 1 - done).Append("${");
                done = next + 2;
                continue;
            }

            var end = raw.IndexOf('}', next);
            if (end < 0) return "has a ${ without its }; write ${NAME}, or $${ for the characters themselves";
            var name = raw[(next + 2)..end];
            if (!IsVariableName(name)) return "has a ${…} whose content is not a variable's name (letters, digits and _); write $${ for the characters themselves";
            if (sources.ReadVariable(name) is not { } value) return $"refers to the environment variable {name}, which is not set";
            if (value.Length == 0) return $"refers to the environment variable {name}, which is empty";
            expanded.Append(raw, done, next - done).Append(value);
            if (expanded.Length > MostCharacters) return $"is longer than {MostCharacters} characters with its variables";
            done = end + 1;
        }

        text = expanded.Append(raw, done, raw.Length - done).ToString();
        return null;
    }

    private string? ReadFile(string rawPath, string path, out string? text)
    {
        text = null;
        if (!Path.IsPathRooted(path) || path.Contains('\0', StringComparison.Ordinal))
            return "refers to a file by a path that is not absolute; write file:/path/to/file";
        var shown = DocumentPath.Quote(rawPath);
        try
        {
            var content = sources.ReadFile(path);
            text = content.EndsWith("\r\n", StringComparison.Ordinal) ? content[..^2] : content.EndsWith('\n') ? content[..^1] : content;
            return text.Length == 0 ? $"refers to the file {shown}, which is empty" : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"refers to the file {shown}, which does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            return $"refers to the file {shown}, which this process may not read";
        }
        catch (IOException e)
        {
            return $"refers to the file {shown}, which cannot be read ({e.GetType().Name})";
        }
    }

    private static bool IsVariableName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
