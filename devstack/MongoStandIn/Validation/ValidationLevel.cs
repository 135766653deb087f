namespace MongoStandIn.Validation;

/// <summary>Which writes are judged: every one, none, or all but the changes of documents that were wrong before.</summary>
internal enum ValidationLevel
{
    Strict,
    Moderate,
    Off,
}
