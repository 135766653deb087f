using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.FailPoints;

/// <summary>
/// A strike of <c>onPrimaryTransactionalWrite</c> on a statement of a retryable write: <c>failBeforeCommitExceptionCode</c> fails it before it
/// is carried out, <c>closeConnection</c> (by default) cuts the client off when it has been.
/// </summary>
internal readonly struct TransactionalWriteFailure
{
    private readonly RawValue? _data;

    private TransactionalWriteFailure(RawValue? data) => _data = data;

    /// <exception cref="CommandException">The error that was asked for: the statement must not be run.</exception>
    public static TransactionalWriteFailure Begin(CommandContext context)
    {
        var data = context.Server.FailPoints.OnPrimaryTransactionalWrite.Strike(_ => true);
        if (data is { } struck && struck.Field("failBeforeCommitExceptionCode"u8).TryGetInteger(out var code))
            throw new CommandException((ErrorCode)code, "Failing write due to failpoint. The write must not be reflected.");
        return new TransactionalWriteFailure(data);
    }

    /// <summary>The statement is done: the client may not learn of it.</summary>
    public void End(CommandContext context)
    {
        if (_data is { } data && (data.Field("closeConnection"u8) is { IsMissing: true } or { IsTruthy: true })) context.ClosesConnection = true;
    }
}
