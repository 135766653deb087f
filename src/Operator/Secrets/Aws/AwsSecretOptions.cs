namespace Operator.Secrets.Aws;

/// <summary>How often secrets of AWS are read.</summary>
internal sealed record AwsSecretOptions
{
    /// <summary>A secret is read again this often; also the longest wait between two tries.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the second try; it doubles.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The least time between two reads while a server refuses the value; it doubles as long as the value stays the same.</summary>
    public TimeSpan DoubtInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For all calls of one read together.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(25);
}
