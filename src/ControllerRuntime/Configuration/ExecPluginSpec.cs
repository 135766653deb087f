namespace ControllerRuntime.Configuration;

/// <summary>The <c>exec</c> block of a kubeconfig's user.</summary>
internal sealed record ExecPluginSpec(string ApiVersion, string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? InstallHint);
