using System.Globalization;
using System.Text;

namespace BridgeModel.Filters;

/// <summary>Cuts the text of a filter into tokens, as DQL does (seen on the engine): backslash escapes, ASCII names, back-ticks doubled.</summary>
internal sealed class FilterTokenizer(string text)
{
    // The longest first.
    private static readonly string[] Symbols = ["==", "!=", "<>", "<=", ">=", "&&", "||", "=", "<", ">", "!", "(", ")", "[", "]", ",", ".", "-"];

    private int _at;

    public FilterToken Next()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r' or '\n') _at++;
        var start = _at;
        if (_at == text.Length) return new FilterToken(FilterTokenKind.End, "", start + 1);
        var c = text[_at];
        if (char.IsAsciiLetter(c) || c == '_') return new FilterToken(FilterTokenKind.Word, Run(static d => char.IsAsciiLetterOrDigit(d) || d == '_'), start + 1);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) return Number();
        if (c is '\'' or '"') return new FilterToken(FilterTokenKind.Text, Quoted(c), start + 1);
        if (c == '`') return new FilterToken(FilterTokenKind.QuotedName, Name(), start + 1);
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return new FilterToken(FilterTokenKind.Symbol, symbol, start + 1);
        }
        throw new FilterParseException(start + 1, char.IsSurrogate(c) || char.IsControl(c) || c > '~'
            ? "a character that has no meaning here; a field name other than letters, digits and _ stands in back-ticks"
            : $"'{c}' has no meaning here{(c is '$' ? "; a field name with it stands in back-ticks" : "")}");
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private string Run(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at])) _at++;
        return text[start.._at];
    }

    private FilterToken Number()
    {
        var start = _at;
        Run(char.IsAsciiDigit);
        if (Peek(0) == '.')
        {
            _at++;
            Run(char.IsAsciiDigit);
        }
        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _at += 2;
            Run(char.IsAsciiDigit);
        }
        if (char.IsAsciiLetter(Peek(0)) || Peek(0) == '_') throw new FilterParseException(start + 1, "a number ends in a letter; write digits, with a decimal point or an exponent where needed");
        var number = text[start.._at];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw new FilterParseException(start + 1, "the number is larger than any that a document can hold");
        return new FilterToken(FilterTokenKind.Number, number, start + 1);
    }

    private string Name()
    {
        var start = _at++;
        var name = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            if (text[_at] != '`') name.Append(text[_at]);
            else if (Peek(1) == '`') name.Append(text[_at++]);
            else
            {
                _at++;
                if (name.Length == 0) throw new FilterParseException(start + 1, "the name in back-ticks is empty");
                return Valid(name, start);
            }
        }
        throw new FilterParseException(start + 1, "the name in back-ticks has no closing back-tick");
    }

    private string Quoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c == quote)
            {
                if (Peek(0) == quote) throw new FilterParseException(_at + 1, $"a quote within a text is written \\{quote}, not doubled");
                return Valid(value, start);
            }
            value.Append(c == '\\' ? Escaped() : c);
        }
        throw new FilterParseException(start + 1, $"the text has no closing {quote}");
    }

    private char Escaped()
    {
        var c = Peek(0);
        _at++;
        return c switch
        {
            '\\' or '/' or '\'' or '"' => c,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            'u' => Unicode(),
            _ => throw new FilterParseException(_at - 1, @"a backslash in a text stands before one of \ / ' "" n t r b f or u with four hex digits; write \\ for the backslash itself"),
        };
    }

    private char Unicode()
    {
        if (_at + 4 > text.Length || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || char.IsSurrogate((char)code))
            throw new FilterParseException(_at - 1, @"\u needs four hex digits that are a character of their own; write others as they are");
        _at += 4;
        return (char)code;
    }

    /// <summary>Half a surrogate pair is no text, and no JSON could hold it.</summary>
    private static string Valid(StringBuilder characters, int start)
    {
        var made = characters.ToString();
        for (var i = 0; i < made.Length; i++)
        {
            if (!char.IsSurrogate(made[i])) continue;
            if (i + 1 == made.Length || !char.IsSurrogatePair(made[i], made[i + 1])) throw new FilterParseException(start + 1, "holds half a character (an unpaired surrogate)");
            i++;
        }
        return made;
    }
}
