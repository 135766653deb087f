using System.Text;
using Microsoft.AspNetCore.Http;

namespace ProgramEndpoints.Http;

/// <summary>The answer to a probe.</summary>
public static class Probe
{
    /// <summary><c>ok</c> with 200, or with 503 what is wrong, one line each; with <c>?verbose</c> every check. A passed check with a message always says it.</summary>
    public static HttpAnswer Answer(IReadOnlyList<StatusCheck> checks, IQueryCollection query)
    {
        var isVerbose = query.ContainsKey("verbose");
        var passed = checks.All(c => c.Passed);
        var text = new StringBuilder();
        foreach (var check in checks)
        {
            var message = check.Message.ReplaceLineEndings(" ");
            if (!check.Passed) text.Append("[-]").Append(check.Name).Append(": ").Append(check.Reason).Append(": ").Append(message).Append('\n');
            else if (check.Note is { } note) text.Append("[+]").Append(check.Name).Append(": ").Append(note.ReplaceLineEndings(" ")).Append('\n');
            else if (isVerbose) text.Append("[+]").Append(check.Name).Append(" ok\n");
        }
        if (passed) text.Append(isVerbose ? "ok\n" : "ok");
        return EndpointListener.Text(passed ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, text.ToString());
    }
}
