namespace Operator.Secrets.Aws;

/// <summary>The calls that one read of a secret takes, in their order.</summary>
internal enum AwsStage
{
    /// <summary>Who the operator is: AssumeRoleWithWebIdentity, or the default chain of the SDK.</summary>
    Identity,

    /// <summary>AssumeRole, with the role that the bridge names.</summary>
    Role,

    /// <summary>GetSecretValue.</summary>
    Secret,
}
