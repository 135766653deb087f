using System.Text.Json.Serialization;

namespace Operator.Secrets.Aws;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AwsSecretRequest))]
[JsonSerializable(typeof(AwsSecretValue))]
[JsonSerializable(typeof(AwsErrorBody))]
internal sealed partial class AwsJson : JsonSerializerContext;
