using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>
/// MongoDB's command for the size of the oplog: <c>size</c> in megabytes and <c>minRetentionHours</c>. Other than there, any size above 0 is
/// taken, <c>entries</c> sets how many entries it may hold, and what is too much goes at once: that is how a test makes the oplog forget.
/// </summary>
internal sealed class ReplSetResizeOplogCommand : Command
{
    public override IReadOnlyList<string> Names => ["replSetResizeOplog"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("replSetResizeOplog")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var (arguments, oplog) = (context.Arguments, context.Store.Oplog);
        var (size, entries, hours) = (Number(arguments.Raw("size"), "size"), arguments.Integer("entries"), Number(arguments.Raw("minRetentionHours"), "minRetentionHours"));
        arguments.End();
        if (context.Server.Options.IsStandalone) throw new CommandException(ErrorCode.NoReplicationEnabled, "not running with --replSet");
        if (size is null && entries is null && hours is null) throw new CommandException(ErrorCode.InvalidOptions, "replSetResizeOplog must include at least one of 'size', 'entries' and 'minRetentionHours'");
        if (size <= 0 || entries <= 0 || hours < 0) throw new CommandException(ErrorCode.BadValue, "'size' and 'entries' must be above 0, and 'minRetentionHours' not negative");
        lock (context.Store.Lock)
        {
            var limits = oplog.Limits;
            oplog.Limits = new OplogLimits(
                entries is null ? limits.Entries : (int)Math.Min(int.MaxValue, entries.Value),
                size is null ? limits.Bytes : (long)(size.Value * (1 << 20)),
                hours is null ? limits.Retention : TimeSpan.FromHours(hours.Value));
        }
    }

    private static double? Number(RawValue value, string name)
    {
        if (value.IsMissing) return null;
        return value.IsNumber ? Numbers.ToDouble(value) : throw new CommandException(ErrorCode.TypeMismatch, $"BSON field 'replSetResizeOplog.{name}' must be a number");
    }
}
