namespace Operator.Secrets.Aws;

/// <summary>The answer to GetSecretValue, as far as it is looked at.</summary>
internal sealed class AwsSecretValue
{
    public string? SecretString { get; set; }

    /// <summary>Base64.</summary>
    public string? SecretBinary { get; set; }
}
