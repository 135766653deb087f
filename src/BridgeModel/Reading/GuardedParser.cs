using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BridgeModel.Reading;

/// <summary>
/// YamlDotNet 16.3.0's scanner throws <see cref="InvalidOperationException"/>, not <see cref="YamlException"/>, at some malformed flow collections
/// (<c>[a: , b</c> over a line's end). Here that is a syntax error like the others.
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
            throw new YamlException(last, last, "The parser cannot go on after this place.", e);
        }
    }
}
