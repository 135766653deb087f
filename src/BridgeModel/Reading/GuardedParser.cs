using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BridgeModel.Reading;

/// <summary>
/// YamlDotNet 16.3.0's scanner throws <see cref="InvalidOperationException"/> where a list or mapping in brackets is not closed before a line of less
/// indentation, and <see cref="ArgumentException"/> at half of an escaped surrogate pair. Here they are syntax errors like the others.
/// </summary>
internal sealed class GuardedParser(IParser parser) : IParser
{
    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        var last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (InvalidOperationException e)
        {
            throw new YamlException(last, last, "While scanning a list or mapping in brackets, found its end missing: a ] or } after this place.", e);
        }
        catch (ArgumentException e)
        {
            throw new YamlException(last, last, "While scanning a quoted text, found half of a surrogate pair.", e);
        }
    }
}
