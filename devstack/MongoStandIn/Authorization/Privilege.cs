using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Authorization;

/// <summary>Actions that are allowed on a resource (MongoDB manual, "Privilege Actions").</summary>
internal sealed record Privilege(Resource Resource, IReadOnlyCollection<string> Actions)
{
    public const string AnyAction = "anyAction";

    public bool Grants(Need need) => Resource.Covers(need.Resource) && (Actions.Contains(need.Action) || Actions.Contains(AnyAction));

    public static Privilege Parse(RawValue privilege)
    {
        var actions = privilege.Field("actions"u8);
        if (actions.Type != BsonType.Array || RawDocument.Count(actions.Bytes) == 0) throw new CommandException(ErrorCode.FailedToParse, "Privilege validation failed: 'actions' must be an array that is not empty");
        return new Privilege(Resource.Parse(privilege.Field("resource"u8)), RawDocument.Values(actions.Bytes).ConvertAll(a => a.AsString()));
    }

    public void Write(BsonWriter writer)
    {
        writer.StartDocument("");
        Resource.Write(writer, "resource");
        writer.StartArray("actions");
        foreach (var action in Actions.Order(StringComparer.Ordinal)) writer.String("", action);
        writer.End();
        writer.End();
    }
}
