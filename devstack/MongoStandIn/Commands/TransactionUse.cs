namespace MongoStandIn.Commands;

/// <summary>Whether a command may be part of a multi-document transaction.</summary>
internal enum TransactionUse
{
    Refused,
    Allowed,

    /// <summary>It ends one and means nothing without.</summary>
    Required,
}
