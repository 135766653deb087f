using System.Text;

namespace BridgeModel.Tests;

/// <summary>Whatever happens to a valid file, reading it gives a configuration or errors; it never throws and never shows a secret.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "\n", " ", "  ", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!", "!!str ", "|\n", ">-\n", "'", "\"", "\\", "\\x", "\\uD800", "%", "@", "`", "?", "? ", "~", "---\n", "...\n", "<<: *a",
        "${", "${X}", "$${", "}", "file:", "file:/", "null", "true", "0x10", "1e999", "-1", "\0", "\u0085", "\u2028", "\uFEFF", "\uD83D", "é", "%YAML 1.3\n", "%TAG ! tag:x,2000:\n", "fields", "mode", "runtime:",
    ];

    // "file:" makes a path of what follows, and "${" a variable's name: errors show those.
    private static readonly string[] PiecesBesideSecrets = [.. Pieces.Where(piece => !piece.StartsWith("file:", StringComparison.Ordinal))];

    private static string Full => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", "full", "bridge.yaml"));

    [Test]
    public void Mutations_of_a_valid_file_give_errors_and_never_throw([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var original = Full;
        var refused = 0;
        for (var i = 0; i < 500; i++)
        {
            var yaml = Mutate(original, random);
            var result = ReadOrExplain(yaml);
            if (!result.IsValid) refused++;
            Assert.That(result.IsValid, Is.EqualTo(result.Errors.IsEmpty));
            foreach (var error in result.Errors)
            {
                Assert.That(error.Message, Is.Not.Empty);
                Assert.That(error.ToString(), Does.Not.Contain('\n').And.Not.Contain('\r'), () => Escape(yaml));
            }
        }

        Assert.That(refused, Is.GreaterThan(250));
    }

    [Test]
    public void Mutations_around_secrets_never_show_them([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            // One piece beside the secret's value, at either end: the value itself stays whole.
            var secret = random.Next(2) == 0 ? TestYaml.ConnectionString : TestYaml.ApiKey;
            var piece = PiecesBesideSecrets[random.Next(PiecesBesideSecrets.Length)];
            var yaml = TestYaml.Replace(secret, random.Next(2) == 0 ? piece + secret : secret + piece);
            var printed = BridgeError.Format(ReadOrExplain(yaml).Errors);
            Assert.That(printed, Does.Not.Contain("pa55w0rd").And.Not.Contain("4bc9e1"), () => Escape(yaml));
        }
    }

    [Test]
    public void Noise_gives_errors_and_never_throws()
    {
        var random = new Random(42);
        for (var i = 0; i < 3_000; i++)
        {
            var noise = new StringBuilder();
            for (var n = random.Next(1, 40); n > 0; n--) noise.Append(random.Next(3) == 0 ? ((char)random.Next(0x20, 0x300)).ToString() : Pieces[random.Next(Pieces.Length)]);
            Assert.That(ReadOrExplain(noise.ToString()).IsValid, Is.False);
        }
    }

    private static string Mutate(string original, Random random)
    {
        var text = new StringBuilder(original);
        for (var n = random.Next(1, 5); n > 0 && text.Length > 0; n--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(0x10000);
                    break;
                case 3:
                    text.Insert(random.Next(text.Length), original.AsSpan(at % original.Length, Math.Min(random.Next(1, 60), original.Length - (at % original.Length))));
                    break;
                default:
                    text.Length = at;
                    break;
            }
        }

        return text.ToString();
    }

    private static BridgeConfigurationResult ReadOrExplain(string yaml)
    {
        try
        {
            return TestYaml.Read(yaml);
        }
        catch (Exception e)
        {
            throw new AssertionException($"{e}\nfor {Escape(yaml)}", e);
        }
    }

    private static string Escape(string yaml) => string.Concat(yaml.Select(c => c is >= ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:x4}"));
}
