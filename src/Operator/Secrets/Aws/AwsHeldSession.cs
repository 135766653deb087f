using Amazon.Runtime;

namespace Operator.Secrets.Aws;

/// <summary>Credentials, and when they end.</summary>
internal sealed record AwsHeldSession(AWSCredentials Credentials, DateTimeOffset Until)
{
    // Records print their members.
    public override string ToString() => $"a session until {Until:u}";
}
