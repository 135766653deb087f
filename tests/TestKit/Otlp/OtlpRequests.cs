using System.Buffers.Binary;

namespace TestKit.Otlp;

/// <summary>Reads the requests of OTLP over HTTP.</summary>
/// <remarks>Source of the field numbers: opentelemetry-proto, trace/v1/trace.proto, metrics/v1/metrics.proto, common/v1/common.proto.</remarks>
public static class OtlpRequests
{
    public static IEnumerable<OtlpSpan> Spans(ReadOnlyMemory<byte> request)
    {
        foreach (var (resource, scope) in Scopes(request))
        {
            foreach (var span in scope.Message.Where(f => f.Number == 2)) yield return Span([.. span.Message], resource);
        }
    }

    public static IEnumerable<OtlpPoint> Points(ReadOnlyMemory<byte> request)
    {
        foreach (var (resource, scope) in Scopes(request))
        {
            foreach (var metric in scope.Message.Where(f => f.Number == 2))
            {
                var name = metric.Message.First(f => f.Number == 1).Text;
                // 5 gauge, 7 sum, 9 histogram; each holds its points in field 1.
                foreach (var data in metric.Message.Where(f => f.Number is 5 or 7 or 9))
                {
                    foreach (var point in data.Message.Where(f => f.Number == 1))
                        yield return data.Number == 9 ? Histogram(name, [.. point.Message], resource) : Number(name, [.. point.Message], resource);
                }
            }
        }
    }

    private static IEnumerable<(IReadOnlyDictionary<string, object> Resource, ProtobufField Scope)> Scopes(ReadOnlyMemory<byte> request)
    {
        foreach (var group in ProtobufField.Read(request).Where(f => f.Number == 1))
        {
            var resource = Attributes(group.Message.Where(f => f.Number == 1).SelectMany(r => r.Message), number: 1);
            foreach (var scope in group.Message.Where(f => f.Number == 2)) yield return (resource, scope);
        }
    }

    private static OtlpSpan Span(List<ProtobufField> span, IReadOnlyDictionary<string, object> resource) => new()
    {
        TraceId = Of(span, 1).Hex,
        SpanId = Of(span, 2).Hex,
        ParentSpanId = Of(span, 4).Hex,
        Name = Of(span, 5).Text,
        Took = TimeSpan.FromTicks((long)(Of(span, 8).Value - Of(span, 7).Value) / 100),
        Attributes = Attributes(span, number: 9),
        Status = (int)Of([.. Of(span, 15).Message], 3).Value,
        Resource = resource,
    };

    private static OtlpPoint Number(string name, List<ProtobufField> point, IReadOnlyDictionary<string, object> resource)
    {
        var whole = point.FindIndex(f => f.Number == 6);
        return new OtlpPoint(name, Attributes(point, number: 7), whole >= 0 ? (long)point[whole].Value : Of(point, 4).Double, Count: null, [], resource);
    }

    private static OtlpPoint Histogram(string name, List<ProtobufField> point, IReadOnlyDictionary<string, object> resource)
    {
        var packed = Of(point, 7).Bytes;
        var bounds = Enumerable.Range(0, packed.Length / 8).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(packed.Span[(i * 8)..])).ToList();
        return new OtlpPoint(name, Attributes(point, number: 9), Of(point, 5).Double, (long)Of(point, 4).Value, bounds, resource);
    }

    private static Dictionary<string, object> Attributes(IEnumerable<ProtobufField> message, int number) =>
        message.Where(f => f.Number == number).Select(f => f.Message.ToList()).ToDictionary(pair => Of(pair, 1).Text, pair => Value([.. Of(pair, 2).Message]));

    private static object Value(List<ProtobufField> value) => value switch
    {
        [{ Number: 1 } text] => text.Text,
        [{ Number: 2 } flag] => flag.Value != 0,
        [{ Number: 3 } whole] => (long)whole.Value,
        [{ Number: 4 } number] => number.Double,
        _ => "",
    };

    private static ProtobufField Of(List<ProtobufField> message, int number) => message.Find(f => f.Number == number);
}
