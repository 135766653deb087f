using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>A document of MongoDB is written and hashed in one pass; one of the Big Peer is hashed from its text. The two must never disagree, or an echo is no echo.</summary>
internal sealed class OnePassTests
{
    private const int Tests = 5000;

    private static readonly Replay Seed = new(new Rnd(4711, 815), FSharpOption<int>.None);

    private static readonly DittoId Id = new("""{"a":[1,"ü"]}""");

    [Test]
    public void The_hashes_of_the_one_pass_are_those_of_its_text([Values] bool strict, [Values("", "v", "v.a,v.0", "o.v")] string counters)
    {
        var paths = counters.Length == 0 ? CounterPaths.None : new CounterPaths(counters.Split(','));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tests).WithReplay(Seed), Prop.ForAll(ValueTrees.Mongo, value =>
        {
            var written = BsonToNative.Read(Bsons.Parse($$"""{"_id":7,"v":{{value}},"o":{"_id":8,"v":{{value}} } }"""), Id, strict, paths).State;
            var read = new DocumentStateReader(strict, ejson: false, paths).Read(written.Json);
            return (Told(written) == Told(read)).Label($"{Told(written)}\n{Told(read)}");
        }));
    }

    private static string Told(DocumentState state) => string.Join('\n', Enumerable.Range(0, state.Leaves.Length)
        .Select(i => $"{string.Join('/', state.PathOf(i).Names)} {state.Leaves[i]} {string.Join(',', state.PrefixHashes(i))}")
        .Append($"{state.IdJson.Length} {state.Leaves.ToArray().All(l => state.IndexOf(l.PathHash) >= 0)}"));
}
