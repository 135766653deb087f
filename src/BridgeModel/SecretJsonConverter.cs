using System.Text.Json;
using System.Text.Json.Serialization;

namespace BridgeModel;

/// <summary>Writes a <see cref="Secret"/> as <c>***</c> and reads none: a secret that went through JSON would come back as the mask.</summary>
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    /// <summary>Always fails: JSON holds references to secrets, never secrets.</summary>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException("A secret is not read from JSON; refer to the Secret that holds it.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Secret.Mask);
}
