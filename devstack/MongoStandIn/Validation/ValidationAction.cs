namespace MongoStandIn.Validation;

/// <summary>What happens to a document that is wrong: it is refused, or only told of.</summary>
internal enum ValidationAction
{
    Error,
    Warn,
}
