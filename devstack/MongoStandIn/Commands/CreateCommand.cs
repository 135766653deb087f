using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class CreateCommand : Command
{
    public override IReadOnlyList<string> Names => ["create"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "createCollection")];

    protected override void Run(CommandContext context)
    {
        var (target, arguments) = (context.Target, context.Arguments);
        arguments.Refuse("capped", "size", "max", "timeseries", "expireAfterSeconds", "clusteredIndex", "validator", "viewOn", "pipeline", "storageEngine", "encryptedFields", "temp", "indexOptionDefaults");
        arguments.Accept("validationLevel", "validationAction", "autoIndexId", "idIndex");
        arguments.RefuseCollation();
        if (arguments.Document("changeStreamPreAndPostImages").Field("enabled"u8).IsTruthy)
            throw new CommandException(ErrorCode.InvalidOptions, "The option 'changeStreamPreAndPostImages' of 'create' is not supported by the stand-in.");
        arguments.End();
        lock (context.Store.Lock)
        {
            // Creating again with the same (here: no) options is not an error since MongoDB 7.0.
            context.Store.FindOrCreate(target);
        }
    }
}
