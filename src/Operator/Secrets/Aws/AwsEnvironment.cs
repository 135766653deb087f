using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Operator.Secrets.Aws;

/// <summary>What the standard environment variables of AWS's own tools say. All else of theirs the SDK reads itself.</summary>
internal sealed partial class AwsEnvironment(Func<string, string?> variable)
{
    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SECRETS_MANAGER"];

    /// <summary>STS takes no longer names of sessions.</summary>
    private const int LongestSessionName = 64;

    /// <summary>Where STS is, if not where its region says: <c>AWS_ENDPOINT_URL_STS</c> or <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri? StsEndpoint => Endpoint("STS");

    /// <summary>Where Secrets Manager is, if not where its region says: <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c> or <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri? SecretsManagerEndpoint => Endpoint("SECRETS_MANAGER");

    /// <summary>What is wrong with the variables; null when nothing is.</summary>
    public string? Problem => Array.Find(EndpointVariables, name => Given(name) is { } given && !IsEndpoint(given, out _)) is { } wrong
        ? $"{wrong} holds no URL. Give it one, such as https://vpce-1a2b3c.secretsmanager.us-east-1.vpce.amazonaws.com, or leave it out."
        : null;

    /// <summary>The operator's own identity as EKS gives it to a pod (IRSA): <c>AWS_WEB_IDENTITY_TOKEN_FILE</c> and <c>AWS_ROLE_ARN</c>. Null if either is missing.</summary>
    public AwsWebIdentity? WebIdentity => Given("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && Given("AWS_ROLE_ARN") is { } role ? new AwsWebIdentity(file, role) : null;

    /// <summary>
    /// Who reads a secret, for CloudTrail: the program and the pod it runs in, or <c>AWS_ROLE_SESSION_NAME</c>. Which secret was read stands in the event itself.
    /// </summary>
    public string SessionName
    {
        get
        {
            var name = Given("AWS_ROLE_SESSION_NAME") ?? $"{OperatorHost.LeaseName}@{Environment.MachineName}";
            name = NotAllowed().Replace(name, "-");
            return name.Length > LongestSessionName ? name[..LongestSessionName] : name;
        }
    }

    private Uri? Endpoint(string service) =>
        string.Equals(Given("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase) ? null
        : (Given($"AWS_ENDPOINT_URL_{service}") ?? Given("AWS_ENDPOINT_URL")) is { } given && IsEndpoint(given, out var endpoint) ? endpoint : null;

    private static bool IsEndpoint(string text, [NotNullWhen(true)] out Uri? endpoint) => Uri.TryCreate(text, UriKind.Absolute, out endpoint) && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp);

    private string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"[^A-Za-z0-9_+=,.@-]", RegexOptions.NonBacktracking)]
    private static partial Regex NotAllowed();
}
