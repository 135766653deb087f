using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Stages;

/// <summary><c>$out</c>: the documents take the place of all that a collection holds. Its indexes stay.</summary>
internal sealed class OutStage : Stage
{
    private readonly string? _database;
    private readonly string _collection;

    public OutStage(RawValue specification)
    {
        if (specification.Type == BsonType.String)
        {
            _collection = specification.AsString();
            return;
        }
        if (specification.Type != BsonType.Document) throw CommandException.Location(16990, $"$out only supports a string or object argument, but found {BsonTypeAlias.Of(specification.Type)}");
        var (database, collection) = (specification.Field("db"u8), specification.Field("coll"u8));
        foreach (var field in specification.Fields)
            if (field.Name is not ("db" or "coll")) throw CommandException.Location(40415, $"BSON field '$out.{field.Name}' is an unknown field.");
        _database = database.Type == BsonType.String ? database.AsString() : throw CommandException.Location(40414, "BSON field '$out.db' is missing but a required field");
        _collection = collection.Type == BsonType.String ? collection.AsString() : throw CommandException.Location(40414, "BSON field '$out.coll' is missing but a required field");
    }

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        var target = context.Source!.Open(_database ?? context.Source.Database, _collection);
        target.ReplaceAll(source.Select(d => (ReadOnlyMemory<byte>)d.ToArray()).ToList());
        return [];
    }
}
