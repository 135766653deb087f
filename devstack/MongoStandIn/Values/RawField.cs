using System.Text;

namespace MongoStandIn.Values;

/// <summary>A named value of a document.</summary>
internal readonly struct RawField(ReadOnlyMemory<byte> nameUtf8, RawValue value)
{
    public ReadOnlyMemory<byte> NameUtf8 { get; } = nameUtf8;
    public RawValue Value { get; } = value;
    public string Name => Encoding.UTF8.GetString(NameUtf8.Span);

    public void Deconstruct(out string name, out RawValue value) => (name, value) = (Name, Value);
}
