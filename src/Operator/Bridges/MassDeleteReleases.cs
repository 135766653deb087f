using System.Collections.Concurrent;
using ControllerRuntime.Events;
using ControllerRuntime.Objects;
using Operator.RuntimeStatus;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Bridges;

/// <summary>
/// Passes a release of held deletes from the bridge's annotation to its runtime. What the runtime reports decides, so that nothing need be remembered: a block that is gone or was let go is not let
/// go again, also not by another operator.
/// </summary>
internal sealed class MassDeleteReleases(IRuntimeControl runtime, StatusTokens tokens, EventRecorder events)
{
    // What was said of an annotation that cannot be followed, so that it is said once.
    private readonly ConcurrentDictionary<ObjectKey, string> _said = new();

    public async Task RunAsync(BridgePass pass, Pod pod, CancellationToken cancellation)
    {
        if (pass.Report is not { } report || !pass.Bridge.Metadata.Annotations.TryGetValue(ReleaseRequest.Annotation, out var text))
        {
            _said.TryRemove(pass.Key, out _);
            return;
        }
        var held = report.Collections.SelectMany(c => c.MassDeletes.Select(m => (Collection: c.Name, Block: m))).Where(h => !h.Block.Releasing).ToList();
        // What is left on a bridge that holds nothing back concerns nobody any more.
        if (held.Count == 0) return;
        if (ReleaseRequest.Read(text) is not { } asked)
        {
            Say(pass, text, $"The annotation {ReleaseRequest.Annotation} is none of the form <collection>[:<side>]@<id>, such as {held[0].Collection}@{held[0].Block.Id}.");
            return;
        }
        var (collection, block) = held.Find(h => h.Collection == asked.Collection && h.Block.Id == asked.Id && (asked.Side is null || asked.Side == h.Block.Side));
        if (block is null)
        {
            Say(pass, text, $"The annotation {ReleaseRequest.Annotation} names no block that there is. To release what is held back, set it to {string.Join(" or ", held.Select(h => $"{h.Collection}@{h.Block.Id}"))}.");
            return;
        }
        var token = await tokens.FindAsync(pass.Key, cancellation);
        var problem = token is null ? "its Secret holds no token" : await runtime.ReleaseAsync(pod, token, collection, block.Side, block.Id, cancellation);
        var (lacking, other) = block.Side == "mongodb" ? ("MongoDB", "the Big Peer") : ("the Big Peer", "MongoDB");
        if (problem is null) events.Tell(pass.Bridge, BigPeerDataBridge.Type, isWarning: false, Reasons.MassDeleteReleased, $"Block {block.Id} is let go: the {block.Count} documents of {collection} that {lacking} lacks are deleted in {other}.");
        else Say(pass, text, $"Block {block.Id} could not be let go yet; it is tried again: {problem}.");
    }

    public void Forget(ObjectKey bridge) => _said.TryRemove(bridge, out _);

    private void Say(BridgePass pass, string annotation, string words)
    {
        var what = $"{annotation}\n{words}";
        if (_said.TryGetValue(pass.Key, out var said) && said == what) return;
        _said[pass.Key] = what;
        events.Tell(pass.Bridge, BigPeerDataBridge.Type, isWarning: true, Reasons.MassDeleteNotReleased, words);
    }
}
