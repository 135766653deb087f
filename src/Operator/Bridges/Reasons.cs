namespace Operator.Bridges;

/// <summary>Every reason that a condition of the operator's own can have. Reasons of the runtime's checks come as they are from its <c>/status</c>.</summary>
internal static class Reasons
{
    // Accepted
    public const string Valid = "Valid";
    public const string InvalidSpec = "InvalidSpec";
    public const string DatabaseInUse = "DatabaseInUse";

    // SecretsResolved
    public const string Resolved = "Resolved";
    public const string SecretNotFound = "SecretNotFound";
    public const string SecretKeyMissing = "SecretKeyMissing";
    public const string InvalidConnectionString = "InvalidConnectionString";
    public const string InvalidEndpoint = "InvalidEndpoint";
    public const string InvalidApiKey = "InvalidApiKey";
    public const string InvalidAuthorities = "InvalidAuthorities";
    public const string ResolvedEarlier = "ResolvedEarlier";
    public const string AwsSecretNotFound = "AwsSecretNotFound";
    public const string AwsSecretKeyMissing = "AwsSecretKeyMissing";
    public const string AwsSecretBinary = "AwsSecretBinary";
    public const string AwsSecretEmpty = "AwsSecretEmpty";
    public const string AwsAccessDenied = "AwsAccessDenied";
    public const string AwsAssumeRoleDenied = "AwsAssumeRoleDenied";
    public const string AwsDecryptionFailed = "AwsDecryptionFailed";
    public const string AwsCredentialsMissing = "AwsCredentialsMissing";
    public const string AwsCredentialsRefused = "AwsCredentialsRefused";
    public const string AwsWebIdentityRefused = "AwsWebIdentityRefused";
    public const string AwsRequestRefused = "AwsRequestRefused";
    public const string AwsUnknownEndpoint = "AwsUnknownEndpoint";
    public const string AwsThrottled = "AwsThrottled";
    public const string AwsUnreachable = "AwsUnreachable";

    // RuntimeDeployed
    public const string PodRunning = "PodRunning";
    public const string PodPending = "PodPending";
    public const string PodUnschedulable = "PodUnschedulable";
    public const string ImagePullFailed = "ImagePullFailed";
    public const string RuntimeCrashing = "RuntimeCrashing";
    public const string RollingOut = "RollingOut";
    public const string DroppingState = "DroppingState";
    public const string Suspended = "Suspended";
    public const string DeployRefused = "DeployRefused";

    // Synchronizing
    public const string InStep = "InStep";
    public const string InitialSync = "InitialSync";
    public const string Paused = "Paused";
    public const string RuntimeUnreachable = "RuntimeUnreachable";

    // Events alone, of a bridge that is being deleted
    public const string StateDropped = "StateDropped";
    public const string StateLeft = "StateLeft";

    // Events alone, of the annotation that releases held deletes
    public const string MassDeleteReleased = "MassDeleteReleased";
    public const string MassDeleteNotReleased = "MassDeleteNotReleased";

    // Any step that has to wait for the one before it
    public const string Waiting = "Waiting";
}
