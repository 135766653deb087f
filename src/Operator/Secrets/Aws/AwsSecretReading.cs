namespace Operator.Secrets.Aws;

/// <summary>What is known of a secret of AWS now.</summary>
/// <param name="Result">The text, or why there is none.</param>
/// <param name="Reservation">Null, or why the text may be old: AWS has said nothing since.</param>
/// <param name="Version">Another one for each value that differs from the one before.</param>
/// <param name="Next">When to ask for it again; nothing else tells of a change.</param>
internal readonly record struct AwsSecretReading(SecretResult Result, string? Reservation, int Version, TimeSpan Next);
