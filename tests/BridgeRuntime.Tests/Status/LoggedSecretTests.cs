using BridgeModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProgramEndpoints.Logs;
using TestKit;

namespace BridgeRuntime.Tests.Status;

internal sealed class LoggedSecretTests
{
    [Test]
    public void a_secret_is_never_printed_as_message_field_or_scope()
    {
        var secret = new Secret("hunter2");
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new Dictionary<string, object?> { ["key"] = secret });
        var line = Line(scopes, $"key is {secret}", [new("Key", secret), new("All", new BigPeerSettings { ApiKey = secret })]);
        Assert.That(line, Does.Not.Contain("hunter2"));
        Assert.That(line, Does.Contain("\"key is ***\"").And.Contains("\"Key\":\"***\"").And.Contains("\"key\":\"***\""));
    }

    private static string Line(IExternalScopeProvider scopes, string message, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "BridgeRuntime.Bridge", default, fields, exception: null, (_, _) => message);
        new JsonLogFormatter("bridge", "shop", new FakeTimeProvider()).Write(in entry, scopes, writer);
        return writer.ToString();
    }
}
