using System.Globalization;
using System.Text;

namespace MongoStandIn.Query;

/// <summary>A dotted path, split once.</summary>
internal sealed class FieldPath
{
    public FieldPath(string text)
    {
        Text = text;
        Names = text.Split('.');
        Parts = new byte[Names.Length][];
        Indexes = new int[Names.Length];
        for (var i = 0; i < Names.Length; i++)
        {
            Parts[i] = Encoding.UTF8.GetBytes(Names[i]);
            Indexes[i] = ArrayIndex(Names[i]);
        }
    }

    public string Text { get; }
    public string[] Names { get; }
    public byte[][] Parts { get; }

    /// <summary>Per part: the array index it spells ("0", "12", never "01"), or -1.</summary>
    public int[] Indexes { get; }

    public int Length => Names.Length;

    public static int ArrayIndex(string name)
    {
        if (name.Length is 0 or > 9 || (name.Length > 1 && name[0] == '0')) return -1;
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
    }

    public override string ToString() => Text;
}
