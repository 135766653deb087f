using System.Globalization;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class BuildInfoCommand : Command
{
    /// <summary>The release whose behaviour the stand-in follows.</summary>
    public const string Version = "7.0.14";

    public override IReadOnlyList<string> Names => ["buildInfo", "buildinfo"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        var reply = context.Reply;
        reply.String("version", Version);
        reply.String("gitVersion", "mongo-stand-in");
        reply.StartArray("modules");
        reply.String("", "stand-in");
        reply.End();
        reply.String("allocator", "system");
        reply.StartArray("versionArray");
        foreach (var part in Version.Split('.')) reply.Int32("", int.Parse(part, CultureInfo.InvariantCulture));
        reply.Int32("", 0);
        reply.End();
        reply.Int32("bits", 64);
        reply.Boolean("debug", false);
        reply.Int32("maxBsonObjectSize", DocumentRules.MaxSize);
        reply.StartArray("storageEngines");
        reply.String("", "inMemory");
        reply.End();
    }
}
