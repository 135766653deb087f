using System.Text.Json.Serialization;

namespace Operator.Secrets.Aws;

/// <summary>An error of Secrets Manager.</summary>
internal sealed class AwsErrorBody
{
    /// <summary>Such as <c>ResourceNotFoundException</c>, or with a name space and <c>#</c> before it.</summary>
    [JsonPropertyName("__type")]
    public string? Type { get; set; }

    /// <summary>Some errors spell it <c>Message</c>.</summary>
    public string? Message { get; set; }
}
