using System.Net;

namespace Operator.Secrets.Aws;

/// <summary>A call that one read of a secret takes has failed. <see cref="AwsErrors"/> says what it means.</summary>
internal sealed class AwsCallException : Exception
{
    /// <param name="stage">Which call.</param>
    /// <param name="code">AWS's code of the error.</param>
    /// <param name="status">The answer's HTTP status.</param>
    /// <param name="words">AWS's words. Never shown as they are: those about a wrong signature repeat the session's token.</param>
    public AwsCallException(AwsStage stage, string? code, HttpStatusCode status, string words)
        : base($"{stage} failed: {(int)status} {code}") => (Stage, Code, Status, Words) = (stage, code, status, words);

    /// <param name="stage">Which call.</param>
    /// <param name="cause">Why there is no answer at all.</param>
    public AwsCallException(AwsStage stage, Exception cause)
        : base($"{stage} failed: {cause.GetType().Name}", cause) => Stage = stage;

    /// <summary>Something answers that is not AWS: a proxy, a page to log in.</summary>
    public static AwsCallException OfPage(AwsStage stage, Exception? cause = null) => new(stage, new InvalidDataException("not an answer of AWS", cause));

    public AwsStage Stage { get; }

    public string? Code { get; }

    public HttpStatusCode? Status { get; }

    public string Words { get; } = "";
}
