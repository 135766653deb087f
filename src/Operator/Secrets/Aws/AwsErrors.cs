using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using BridgeModel;
using Why = Operator.Bridges.Reasons;

namespace Operator.Secrets.Aws;

/// <summary>What every failure of AWS means, and what to do. The only place that knows AWS's codes.</summary>
/// <remarks>
/// Sources: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html, …/API_GetSecretValue.html (Errors),
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and …/API_AssumeRoleWithWebIdentity.html (Errors).
/// </remarks>
internal static partial class AwsErrors
{
    private static readonly string[] Throttling =
        ["Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown", "PriorRequestNotComplete"];

    private static readonly string[] RefusedCredentials =
    [
        "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException",
        "MissingAuthenticationToken", "MissingAuthenticationTokenException", "ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidAccessKeyId", "NotAuthorized", "OptInRequired",
    ];

    /// <summary>Every reason that a failed read can have.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
    [
        Why.AwsSecretNotFound, Why.AwsAccessDenied, Why.AwsAssumeRoleDenied, Why.AwsDecryptionFailed, Why.AwsCredentialsMissing, Why.AwsCredentialsRefused, Why.AwsWebIdentityRefused,
        Why.AwsRequestRefused, Why.AwsUnknownEndpoint, Why.AwsThrottled, Why.AwsUnreachable,
    ];

    /// <summary>What a failed call means for the bridges that name the secret.</summary>
    public static AwsProblem Of(AwsCallException failure, AwsSecretsManagerSpec secret, AwsEnvironment environment)
    {
        if (failure.InnerException is { } cause) return OfSilence(cause, failure.Stage, secret, environment);
        var code = failure.Code ?? "";
        if (Throttling.Contains(code) || (int?)failure.Status == 429)
            return new AwsProblem(Why.AwsThrottled, $"AWS takes no more calls {For(failure.Stage, secret)} for the moment ({Coded(failure)}). It is tried again; a longer --aws-refresh makes fewer calls.", SaysNothing: true);
        if ((int?)failure.Status >= 500)
            return new AwsProblem(Why.AwsUnreachable, $"AWS cannot answer {For(failure.Stage, secret)} for the moment ({Coded(failure)}). It is tried again.", SaysNothing: true);
        if (code == "RegionDisabledException")
            return new AwsProblem(Why.AwsUnknownEndpoint, $"STS is not active for the account in region {secret.Region}. Activate the region in the account, or correct connectionSecret.awsSecretsManager.region.");
        return failure.Stage switch
        {
            AwsStage.Identity => OfIdentity(failure, secret, environment),
            AwsStage.Role => OfRole(failure, secret),
            _ => OfSecret(failure, secret),
        };
    }

    /// <summary>The whole read took too long.</summary>
    public static AwsProblem OfTimeout(AwsSecretsManagerSpec secret, TimeSpan limit) => new(
        Why.AwsUnreachable, $"AWS in region {secret.Region} does not answer within {limit.TotalSeconds} s. {NetworkRemedy}", SaysNothing: true);

    private const string NetworkRemedy = "Look at the operator's network: egress rules, proxy, VPC endpoints.";

    private static AwsProblem OfSilence(Exception cause, AwsStage stage, AwsSecretsManagerSpec secret, AwsEnvironment environment) => cause switch
    {
        IOException or UnauthorizedAccessException when stage == AwsStage.Identity && cause is not HttpRequestException => new AwsProblem(
            Why.AwsCredentialsMissing, $"The token of the operator's identity cannot be read: AWS_WEB_IDENTITY_TOKEN_FILE names {environment.WebIdentity?.TokenFile}. Annotate the operator's ServiceAccount with its role and start the operator again.", SaysNothing: true),
        AmazonClientException or ArgumentException => new AwsProblem(
            Why.AwsCredentialsMissing, "The operator finds no credentials of AWS. Annotate its ServiceAccount with a role (eks.amazonaws.com/role-arn), or give it one of the other sources of the AWS SDK, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", SaysNothing: true),
        _ when cause.GetBaseException() is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => new AwsProblem(
            Why.AwsUnknownEndpoint, $"{Endpoint(stage)} has no address in region {secret.Region}. Correct connectionSecret.awsSecretsManager.region; if it is right, look at the cluster's DNS.", SaysNothing: true),
        JsonException or InvalidDataException => new AwsProblem(
            Why.AwsUnreachable, $"{Endpoint(stage)} in region {secret.Region} does not answer as AWS does. Look at what stands between: a proxy, or a wrong AWS_ENDPOINT_URL.", SaysNothing: true),
        TimeoutException => new AwsProblem(
            Why.AwsUnreachable, $"{Endpoint(stage)} in region {secret.Region} does not answer in time. {NetworkRemedy}", SaysNothing: true),
        _ => new AwsProblem(
            Why.AwsUnreachable, $"{Endpoint(stage)} in region {secret.Region} cannot be reached: {Words(cause)}. {NetworkRemedy}", SaysNothing: true),
    };

    private static AwsProblem OfIdentity(AwsCallException failure, AwsSecretsManagerSpec secret, AwsEnvironment environment)
    {
        var role = environment.WebIdentity?.RoleArn;
        return failure.Code switch
        {
            "ExpiredTokenException" or "ExpiredToken" => new AwsProblem(
                Why.AwsWebIdentityRefused, $"The token of the operator's identity has expired ({environment.WebIdentity?.TokenFile}). The cluster should renew it: look at the projected volume of the operator's pod, and start the pod again.", SaysNothing: true),
            "InvalidIdentityToken" or "InvalidIdentityTokenException" or "IDPRejectedClaim" or "IDPCommunicationError" => new AwsProblem(
                Why.AwsWebIdentityRefused, $"AWS does not accept the token of the operator's identity ({failure.Code}). Make the cluster's OIDC issuer an identity provider of the account, with the audience sts.amazonaws.com.", SaysNothing: true),
            "AccessDenied" or "AccessDeniedException" => new AwsProblem(
                Why.AwsAssumeRoleDenied, $"The operator may not take its own role {role} (AWS_ROLE_ARN). Let the role's trust policy allow sts:AssumeRoleWithWebIdentity to the operator's ServiceAccount."),
            var code when RefusedCredentials.Contains(code) => Refused(failure),
            _ => Unknown(failure, secret),
        };
    }

    private static AwsProblem OfRole(AwsCallException failure, AwsSecretsManagerSpec secret) => failure.Code switch
    {
        "AccessDenied" or "AccessDeniedException" => new AwsProblem(
            Why.AwsAssumeRoleDenied, $"The operator{As(failure)} may not assume role {secret.RoleArn}, or there is no such role. Let the role's trust policy allow sts:AssumeRole to the operator, and the operator's own policy allow it for the role; or correct roleArn."),
        var code when RefusedCredentials.Contains(code) => Refused(failure),
        _ => Unknown(failure, secret),
    };

    private static AwsProblem OfSecret(AwsCallException failure, AwsSecretsManagerSpec secret) => failure.Code switch
    {
        "ResourceNotFoundException" => new AwsProblem(
            Why.AwsSecretNotFound, $"AWS has no secret {secret.SecretId} with a current value in region {secret.Region} of the account of {secret.RoleArn}. Create it, or correct secretId, region or roleArn."),
        // No code of its own: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html, InvalidRequestException.
        "InvalidRequestException" when failure.Words.Contains("delet", StringComparison.OrdinalIgnoreCase) => new AwsProblem(
            Why.AwsSecretNotFound, $"Secret {secret.SecretId} in region {secret.Region} is scheduled for deletion. Restore it (aws secretsmanager restore-secret), or name another."),
        "DecryptionFailure" or "DecryptionFailureException" => Undecrypted(secret),
        "AccessDeniedException" or "AccessDenied" when failure.Words.Contains("KMS", StringComparison.Ordinal) => Undecrypted(secret),
        "AccessDeniedException" or "AccessDenied" => Denied(secret),
        // The session's, which was good when it began: it was revoked, or the clock is wrong.
        var code when RefusedCredentials.Contains(code) => Refused(failure) with { EndsSession = true },
        null when failure.Status == System.Net.HttpStatusCode.Forbidden => Denied(secret),
        _ => Unknown(failure, secret),
    };

    private static AwsProblem Denied(AwsSecretsManagerSpec secret) => new(
        Why.AwsAccessDenied, $"Role {secret.RoleArn} may not read secret {secret.SecretId} in region {secret.Region}. Let its policy, and the secret's own if it has one, allow secretsmanager:GetSecretValue.", EndsSession: true);

    private static AwsProblem Undecrypted(AwsSecretsManagerSpec secret) => new(
        Why.AwsDecryptionFailed, $"Secret {secret.SecretId} in region {secret.Region} cannot be decrypted as {secret.RoleArn}. Let the role's policy and the policy of the KMS key allow kms:Decrypt, and see that the key is enabled.", EndsSession: true);

    private static AwsProblem Refused(AwsCallException failure) => new(
        Why.AwsCredentialsRefused, $"AWS does not accept the credentials of {(failure.Stage == AwsStage.Secret ? "the role's session" : "the operator")} ({failure.Code}): they are wrong, have expired or are deactivated, or the clock of the node is wrong. Give the operator new ones.");

    private static AwsProblem Unknown(AwsCallException failure, AwsSecretsManagerSpec secret) => new(
        Why.AwsRequestRefused, $"AWS refuses the call {For(failure.Stage, secret)} ({Coded(failure)}). Look at connectionSecret.awsSecretsManager, and at the call in CloudTrail.");

    /// <summary>Why no connection comes about says the system; one that breaks off breaks off in many ways, which would make a status of its own each.</summary>
    private static string Words(Exception cause) => cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
        ? cause.GetBaseException().Message
        : "the connection ends before the answer";

    private static string Endpoint(AwsStage stage) => stage == AwsStage.Secret ? "Secrets Manager" : "STS";

    private static string For(AwsStage stage, AwsSecretsManagerSpec secret) => stage switch
    {
        AwsStage.Identity => $"for the operator's identity in region {secret.Region}",
        AwsStage.Role => $"to assume role {secret.RoleArn}",
        _ => $"to read secret {secret.SecretId} in region {secret.Region}",
    };

    private static string Coded(AwsCallException failure) => failure.Code is { Length: > 0 } code ? code : $"HTTP {(int)failure.Status!.Value}";

    /// <summary>Who the operator is to AWS; the words of a refusal begin with it.</summary>
    private static string As(AwsCallException failure) => Principal().Match(failure.Words) is { Success: true } match ? $" ({match.Groups["who"].Value})" : "";

    [GeneratedRegex(@"User: (?<who>arn:[A-Za-z0-9:/+=,.@_-]{1,300}) is not authorized", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Principal();
}
