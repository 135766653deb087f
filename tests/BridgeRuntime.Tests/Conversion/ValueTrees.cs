using System.Globalization;
using System.Text.Json;
using BridgeRuntime.Conversion;
using FsCheck;
using FsCheck.Fluent;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>Random values of both sides; the awkward ones come up far more often than by chance.</summary>
internal static class ValueTrees
{
    private const int MostLevels = 4;

    private static readonly string[] Names = ["a", "b.c", "$d", "ü", "0", " ", "", "__proto__", "😀", "a\"b"];

    private static readonly string[] Texts =
    [
        "", "text", "\0", "ü😀", "\"", "a\\b", "e\u0301", "\u202eabc", "\u2028", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00Z", "2026-01-01T00:00:00+05:00", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.12345Z", "2026-01-01", "0001-01-01T00:00:00.000Z", "0123456789ABCDEFabcdef01", "0123456789abcdef0123456", "1.50", "1e3", "inf", "NaN", "-0", "+7", "1E6144", "00", ".5",
    ];

    private static readonly Gen<double> Reals = Gen.OneOf(
        Gen.Elements(0d, -0d, 1, -1.5, 0.1, 1e15, 1e16, 1e21, 1e300, 5e-324, 2.2250738585072014e-308, double.MaxValue, double.MinValue, 9007199254740993, 0.30000000000000004),
        ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite));

    private static readonly Gen<long> Integers = Gen.OneOf(
        Gen.Elements(0, 1, -1, int.MaxValue, int.MinValue, int.MaxValue + 1L, long.MaxValue, long.MinValue, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1),
        ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<long> Dates = Gen.OneOf(
        Gen.Elements(0, 1, -1, 999, 951782400123, 253402300799999, 253402300800000, -62135596800000, -62135596800001, long.MaxValue, long.MinValue),
        Integers.Select(i => i % 253_402_300_800_000));

    private static readonly Gen<string> Strings = Gen.OneOf(
        Gen.Elements(Texts), Dates.Where(IsoDate.HasText).Select(IsoDate.Format), ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => s.Get ?? ""));

    private static readonly Gen<string> Both = Gen.OneOf(
        Gen.Constant("null"), Gen.Elements("true", "false"), Strings.Where(IsWellFormed).Select(s => JsonSerializer.Serialize(s)),
        Gen.Constant("""{"$regularExpression":{"pattern":"a/b","options":"im"}}"""));

    /// <summary>What an app may write into Ditto, in native mode or, for lack of wrappers, in ejson mode.</summary>
    public static Arbitrary<ValueTree> Ditto { get; } = Trees(Gen.OneOf(
        Both,
        Integers.Select(i => i.ToString(CultureInfo.InvariantCulture)),
        Gen.Elements("9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", "1.0", "-0.0", "1E-7", "1e308", "123456789.125"),
        Reals.Select(Real)));

    /// <summary>What MongoDB may hold: every type, as canonical Extended JSON.</summary>
    public static Arbitrary<ValueTree> Mongo { get; } = Trees(Gen.OneOf(
        Both,
        Integers.Select(i => $$"""{"$numberLong":"{{i}}"}"""),
        Integers.Select(i => $$"""{"$numberInt":"{{(int)i}}"}"""),
        Reals.Select(r => $$"""{"$numberDouble":"{{Real(r)}}"}"""),
        Gen.Elements("NaN", "Infinity", "-Infinity").Select(t => $$"""{"$numberDouble":"{{t}}"}"""),
        Dates.Select(d => $$$"""{"$date":{"$numberLong":"{{{d}}}"}}"""),
        Integers.Select(i => $$"""{"$oid":"{{i:x16}}abcdef01"}"""),
        Gen.Elements("1.50", "0", "-0", "1E+6000", "NaN", "Infinity", "9.999999999999999999999999999999999E+6144", "0E-6176").Select(t => $$"""{"$numberDecimal":"{{t}}"}"""),
        Gen.Elements(0u, 1u, uint.MaxValue).Select(t => $$$"""{"$timestamp":{"t":{{{t}}},"i":{{{uint.MaxValue - t}}}}}"""),
        Gen.Elements(
            """{"$minKey":1}""", """{"$maxKey":1}""", """{"$undefined":true}""", """{"$symbol":"s"}""", """{"$code":"f"}""", """{"$code":"f","$scope":{"a":1}}""",
            """{"$binary":{"base64":"AAEC","subType":"05"}}""", """{"$dbPointer":{"$ref":"a.b","$id":{"$oid":"000000000000000000000000"}}}""")));

    /// <summary>Two values at once, such as one of Ditto and what MongoDB has in its place.</summary>
    public static Arbitrary<(ValueTree First, ValueTree Second)> Pairs(Arbitrary<ValueTree> first, Arbitrary<ValueTree> second) => Arb.From<(ValueTree First, ValueTree Second)>(
        from f in first.Generator from s in second.Generator select (f, s),
        pair => pair.First.Smaller().Select(f => (f, pair.Second)).Concat(pair.Second.Smaller().Select(s => (pair.First, s))));

    private static Arbitrary<ValueTree> Trees(Gen<string> wholes) => Arb.From(Tree(wholes, level: 1), t => t.Smaller());

    private static Gen<ValueTree> Tree(Gen<string> wholes, int level)
    {
        var whole = wholes.Select(w => (ValueTree)new ValueTree.Whole(w));
        if (level == MostLevels) return whole;
        var inner = Tree(wholes, level + 1);
        var list = from count in Gen.Choose(0, 4) from items in inner.ArrayOf(count) select (ValueTree)new ValueTree.List(items);
        var map = from names in Gen.Shuffle(Names)
                  from count in Gen.Choose(0, 4)
                  from values in inner.ArrayOf(count)
                  select (ValueTree)new ValueTree.Map([.. names.Take(count).Zip(values, KeyValuePair.Create)]);
        return Gen.Frequency((3, whole), (1, list), (1, map));
    }

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;

    /// <summary>Half a surrogate pair is no text on either side.</summary>
    private static bool IsWellFormed(string text) => System.Text.Unicode.Utf8.FromUtf16(text, new byte[text.Length * 3], out _, out _, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
}
