using BridgeModel;
using Operator.Bridges;

namespace Operator.Secrets;

/// <summary>Says that this version reads no secrets of AWS. It goes when they are read.</summary>
internal sealed class AwsSecretsNotRead : IAwsSecretSource
{
    public Task<SecretResult> ReadAsync(AwsSecretsManagerSpec secret, CancellationToken cancellation) => Task.FromResult(SecretResult.Stalled(
        Reasons.AwsNotSupported, "This version of the operator does not read AWS Secrets Manager. Put the connection string into a Secret and name it in connectionSecret.kubernetesSecret."));
}
