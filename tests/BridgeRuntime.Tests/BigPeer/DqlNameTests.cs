using System.Text;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class DqlNameTests
{
    [TestCase("cars", "`cars`")]
    [TestCase("", "``")]
    [TestCase("a.b", "`a.b`")]
    [TestCase("`", "````")]
    [TestCase("x` SET y = 1 --", "`x`` SET y = 1 --`")]
    [TestCase("\\", "`\\`")]
    public void A_name_is_quoted(string name, string quoted) => Assert.That(DqlName.Quote(name), Is.EqualTo(quoted));

    [Test]
    public void A_path_is_quoted_name_by_name() => Assert.That(DqlName.Quote(new FieldPath("o", "a.b", "`")), Is.EqualTo("`o`.`a.b`.````"));

    [Test]
    public void No_path_can_break_out_of_its_quotes()
    {
        var random = new Random(12);
        const string Hostile = "``.\\'\"; -*/()aü\n ";
        for (var round = 0; round < 3000; round++)
        {
            var names = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => Hostile[random.Next(Hostile.Length)])])).ToArray();
            Assert.That(ReadBack(DqlName.Quote(new FieldPath(names))), Is.EqualTo(names));
        }
    }

    /// <summary>Reads quoted names as the engine does: a doubled back-tick is one, a single one ends the name, and only a dot may follow.</summary>
    private static List<string> ReadBack(string text)
    {
        var names = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (names.Count > 0 && text[i++] != '.') throw new FormatException($"Something follows a name in {text}.");
            if (text[i++] != '`') throw new FormatException($"A name is not quoted in {text}.");
            var name = new StringBuilder();
            for (; text[i] != '`' || (i + 1 < text.Length && text[i + 1] == '`'); i++)
            {
                name.Append(text[i]);
                if (text[i] == '`') i++;
            }
            names.Add(name.ToString());
        }
        return names;
    }
}
