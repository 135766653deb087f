using BridgeModel;

namespace Operator.Secrets;

/// <summary>Reads connection strings from AWS Secrets Manager.</summary>
internal interface IAwsSecretSource
{
    Task<SecretResult> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation);
}
