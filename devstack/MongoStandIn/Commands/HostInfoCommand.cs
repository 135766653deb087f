using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class HostInfoCommand : Command
{
    public override IReadOnlyList<string> Names => ["hostInfo"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("hostInfo")];

    protected override void Run(CommandContext context)
    {
        context.Arguments.End();
        var reply = context.Reply;
        reply.StartDocument("system");
        reply.DateTime("currentTime", context.Store.Clock.WallMilliseconds);
        reply.String("hostname", Environment.MachineName);
        reply.Int32("cpuAddrSize", 64);
        reply.Int64("memSizeMB", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);
        reply.Int32("numCores", Environment.ProcessorCount);
        reply.String("cpuArch", "x86_64");
        reply.End();
        reply.StartDocument("os");
        reply.String("type", "Linux");
        reply.String("name", System.Runtime.InteropServices.RuntimeInformation.OSDescription);
        reply.String("version", Environment.OSVersion.Version.ToString());
        reply.End();
        reply.StartDocument("extra");
        reply.End();
    }
}
