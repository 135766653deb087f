using System.Diagnostics.CodeAnalysis;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Identity;

/// <summary>A Ditto id, or why there is none.</summary>
internal readonly record struct IdentityResult(DittoId? Id, DeadLetterReason? Reason, string? Message)
{
    [MemberNotNullWhen(true, nameof(Id))]
    [MemberNotNullWhen(false, nameof(Reason), nameof(Message))]
    public bool IsId => Id is not null;

    public static IdentityResult Of(DittoId id) => new(id, Reason: null, Message: null);

    public static IdentityResult None(DeadLetterReason reason, string message) => new(Id: null, reason, message);
}
