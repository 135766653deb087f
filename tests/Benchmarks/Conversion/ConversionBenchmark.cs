using BenchmarkDotNet.Attributes;
using Benchmarks.Load;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace Benchmarks.Conversion;

/// <summary>(k) A document from MongoDB's form into Ditto's, with the state that planning needs, and a whole document back. BenchmarkDotNet makes one for each size.</summary>
[MemoryDiagnoser]
public class ConversionBenchmark
{
    private readonly DocumentConverter _converter = new(LoadDocument.Settings("tasks"));
    private readonly DittoId _id = new($"\"{LoadDocument.Id(0)}\"");
    private byte[] _bson = [];
    private DocumentState? _state;
    private BsonValue _mongoId;

    /// <summary>Of the document, in bytes.</summary>
    [ParamsSource(nameof(Sizes))]
    public int Size { get; set; }

    /// <summary>Set before the benchmarks are run.</summary>
    public static IReadOnlyList<int> Sizes { get; set; } = [];

    [GlobalSetup]
    public void Prepare()
    {
        _bson = LoadDocument.Bson(Size);
        var document = _converter.Read(_bson, _id);
        (_state, _mongoId) = (document.State, document.Id);
    }

    [Benchmark]
    public object ToDitto() => _converter.Read(_bson, _id);

    [Benchmark]
    public byte[] ToBson() => _converter.NewDocument(_state!, _id, _mongoId);
}
