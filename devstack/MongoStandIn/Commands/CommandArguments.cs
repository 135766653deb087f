using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>The arguments of a command. Each is asked for by name and type; <see cref="End"/> refuses whatever nobody asked for.</summary>
internal sealed class CommandArguments
{
    private readonly string _command;
    private readonly List<(string Name, RawValue Value)> _fields = [];
    private readonly Dictionary<string, List<ReadOnlyMemory<byte>>> _sequences;
    private readonly HashSet<string> _asked = [];

    public CommandArguments(string command, ReadOnlyMemory<byte> body, Dictionary<string, List<ReadOnlyMemory<byte>>>? sequences = null)
    {
        _command = command;
        _sequences = sequences ?? [];
        var seen = new HashSet<string>();
        foreach (var (name, value) in new RawFields(body))
        {
            if (!seen.Add(name) || _sequences.ContainsKey(name)) throw CommandException.Location(40413, $"BSON field '{command}.{name}' is a duplicate field");
            _fields.Add((name, value));
        }
    }

    public RawValue Raw(string name)
    {
        _asked.Add(name);
        foreach (var field in _fields)
            if (field.Name == name) return field.Value;
        return RawValue.Missing;
    }

    public bool Has(string name) => !Raw(name).IsMissing;

    public bool Boolean(string name, bool fallback = false)
    {
        var value = Raw(name);
        if (value.IsMissing) return fallback;
        if (value.Type != BsonType.Boolean && !value.IsNumber) throw WrongType(name, value, "[bool, long, int, decimal, double]");
        return value.IsTruthy;
    }

    public long? Integer(string name)
    {
        var value = Raw(name);
        if (value.IsMissing) return null;
        if (!value.IsNumber) throw WrongType(name, value, "[long, int, decimal, double]");
        return value.TryGetInteger(out var integer) ? integer : throw new CommandException(ErrorCode.BadValue, $"BSON field '{_command}.{name}' must be a whole number, not {BsonText.Of(value)}");
    }

    /// <summary>As <see cref="Integer"/>, for what must not be negative.</summary>
    public long? Amount(string name)
    {
        var amount = Integer(name);
        return amount < 0 ? throw CommandException.Location(51024, $"BSON field '{name}' value must be >= 0, actual value '{amount}'") : amount;
    }

    public string? Text(string name)
    {
        var value = Raw(name);
        if (value.IsMissing) return null;
        return value.Type == BsonType.String ? value.AsString() : throw WrongType(name, value, "'string'");
    }

    public string RequiredText(string name) => Text(name) ?? throw Required(name);

    /// <summary>A document; missing when it is not there.</summary>
    public RawValue Document(string name)
    {
        var value = Raw(name);
        return value.IsMissing || value.Type == BsonType.Document ? value : throw WrongType(name, value, "'object'");
    }

    public ReadOnlyMemory<byte> DocumentOrEmpty(string name)
    {
        var value = Document(name);
        return value.IsMissing ? RawDocument.Empty : value.Bytes;
    }

    public RawValue Array(string name)
    {
        var value = Raw(name);
        return value.IsMissing || value.Type == BsonType.Array ? value : throw WrongType(name, value, "'array'");
    }

    /// <summary>Documents from an array in the body or from a sequence beside it.</summary>
    public List<ReadOnlyMemory<byte>> Documents(string name)
    {
        _asked.Add(name);
        if (_sequences.TryGetValue(name, out var sequence)) return sequence;
        var array = Array(name);
        if (array.IsMissing) throw Required(name);
        var documents = new List<ReadOnlyMemory<byte>>();
        foreach (var element in array.Fields)
        {
            if (element.Value.Type != BsonType.Document) throw WrongType($"{name}.{element.Name}", element.Value, "'object'");
            documents.Add(element.Value.Bytes);
        }
        return documents;
    }

    /// <summary>Arguments that MongoDB knows and that change nothing here.</summary>
    public void Accept(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _asked.Add(name);
    }

    /// <summary>Arguments that MongoDB knows and that are not built: an error when given with a meaning.</summary>
    public void Refuse(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var value = Raw(name);
            if (value.IsMissing || !value.IsTruthy || (value.IsContainer && RawDocument.Count(value.Bytes) == 0)) continue;
            throw new CommandException(ErrorCode.InvalidOptions, $"The option '{name}' of '{_command}' is not supported by the stand-in.");
        }
    }

    /// <summary>A collation other than the simple one is refused.</summary>
    public void RefuseCollation()
    {
        var collation = Document("collation");
        if (collation.IsMissing || RawDocument.Count(collation.Bytes) == 0) return;
        if (collation.Field("locale"u8) is { Type: BsonType.String } locale && locale.AsString() == "simple") return;
        throw new CommandException(ErrorCode.InvalidOptions, $"The option 'collation' of '{_command}' is not supported by the stand-in, except {{locale: \"simple\"}}.");
    }

    public void End()
    {
        foreach (var (name, _) in _fields)
            if (!_asked.Contains(name)) throw Unknown(name);
        foreach (var name in _sequences.Keys)
            if (!_asked.Contains(name)) throw Unknown(name);
    }

    public CommandException Required(string name) => CommandException.Location(40414, $"BSON field '{_command}.{name}' is missing but a required field");

    private CommandException Unknown(string name) => CommandException.Location(40415, $"BSON field '{_command}.{name}' is an unknown field.");

    private CommandException WrongType(string name, RawValue value, string expected) =>
        new(ErrorCode.TypeMismatch, $"BSON field '{_command}.{name}' is the wrong type '{BsonTypeAlias.Of(value.Type)}', expected type{(expected.StartsWith('[') ? "s '" + expected + "'" : " " + expected)}");
}
