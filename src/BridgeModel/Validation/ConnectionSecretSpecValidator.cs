using System.Text.RegularExpressions;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>connectionSecret</c>.</summary>
internal sealed partial class ConnectionSecretSpecValidator : AbstractValidator<ConnectionSecretSpec>
{
    private const int LongestArn = 2048;
    private const int LongestRegion = 63;

    public ConnectionSecretSpecValidator()
    {
        RuleFor(secret => secret).Check("", static secret => (secret.KubernetesSecret is null) == (secret.AwsSecretsManager is null)
            ? "must hold exactly one of kubernetesSecret and awsSecretsManager"
            : null);
        When(static secret => secret.KubernetesSecret is not null, () =>
        {
            RuleFor(secret => secret.KubernetesSecret!.Name).Check("kubernetesSecret.name", NameRules.KubernetesSecret);
            RuleFor(secret => secret.KubernetesSecret!.ConnectionString).Check("kubernetesSecret.connectionString", NameRules.SecretKey);
        });
        When(static secret => secret.AwsSecretsManager is not null, () =>
        {
            RuleFor(secret => secret.AwsSecretsManager!.SecretId).Check("awsSecretsManager.secretId", static id => id.Length == 0
                ? "is missing; give the secret's name or ARN"
                : NameRules.Length(id, LongestArn));
            RuleFor(secret => secret.AwsSecretsManager!.RoleArn).Check("awsSecretsManager.roleArn", static arn => RoleArn().IsMatch(arn)
                ? NameRules.Length(arn, LongestArn)
                : "must be the ARN of a role, such as arn:aws:iam::123456789012:role/name");
            RuleFor(secret => secret.AwsSecretsManager!.Region).Check("awsSecretsManager.region", static region => Region().IsMatch(region)
                ? NameRules.Length(region, LongestRegion)
                : "must be an AWS region, such as us-east-1");
        });
    }

    [GeneratedRegex(@"^arn:[A-Za-z0-9:/+=,.@_-]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"^[a-z][a-z0-9-]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();
}
