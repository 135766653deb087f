using MongoStandIn.Errors;

namespace MongoStandIn.FailPoints;

/// <summary>The fail points that the stand-in has.</summary>
internal sealed class FailPointTable(int seed)
{
    /// <summary>Fails, delays or cuts off commands before they run, or gives their answers a write concern error.</summary>
    public FailPoint FailCommand { get; } = new(new Random(seed));

    /// <summary>Strikes when a statement of a retryable write or a transaction's commit is carried out: closes the connection behind it, or fails in its place.</summary>
    public FailPoint OnPrimaryTransactionalWrite { get; } = new(new Random(seed));

    /// <summary>
    /// Strikes when a change stream is asked for more: it stands still from then on, for good, and answers with nothing. Not one of MongoDB's. Its data: <c>db</c> says of which database; with none,
    /// of all.
    /// </summary>
    public FailPoint ChangeStreamStandsStill { get; } = new(new Random(seed));

    /// <exception cref="CommandException">There is none of that name: error 26.</exception>
    public FailPoint Find(string name) => name switch
    {
        "failCommand" => FailCommand,
        "onPrimaryTransactionalWrite" => OnPrimaryTransactionalWrite,
        "changeStreamStandsStill" => ChangeStreamStandsStill,
        _ => throw new CommandException(ErrorCode.NamespaceNotFound, $"{name} not found: the stand-in has the fail points failCommand, onPrimaryTransactionalWrite and changeStreamStandsStill"),
    };
}
