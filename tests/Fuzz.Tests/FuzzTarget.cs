using System.Text;

namespace Fuzz.Tests;

/// <summary>A parser that meets bytes from outside.</summary>
/// <param name="Name">Names it in reports and in the folder of its regressions.</param>
/// <param name="Seeds">Inputs that are well, to begin with.</param>
/// <param name="Dictionary">Pieces that mean something to it.</param>
/// <param name="Run">
/// Hands it the bytes and holds what it returns to what it promises; an exception of <paramref name="Declared"/> is an answer too. What it returns names the kind of answer, so that inputs
/// with a new one are kept.
/// </param>
/// <param name="Declared">The exceptions that its callers expect.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Dictionary, Func<byte[], string> Run, params IReadOnlyList<Type> Declared)
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static IReadOnlyList<byte[]> Texts(params IReadOnlyList<string> texts) => [.. texts.Select(Utf8)];

    public override string ToString() => Name;
}
