using BridgeModel;
using Operator.Secrets.Aws;

namespace Operator.Secrets;

/// <summary>Reads connection strings from AWS Secrets Manager.</summary>
internal interface IAwsSecretSource
{
    /// <summary>What is known of the secret now. Asks AWS only when it is time to.</summary>
    Task<AwsSecretReading> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation);

    /// <summary>The server refuses the secret's value, so it may have been replaced.</summary>
    /// <returns>When to read it again.</returns>
    TimeSpan Doubt(AwsSecretsManagerSpec secret);
}
