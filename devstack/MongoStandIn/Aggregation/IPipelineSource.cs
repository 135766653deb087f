using MongoStandIn.Query;

namespace MongoStandIn.Aggregation;

/// <summary>The collections that stages such as <c>$lookup</c> and <c>$merge</c> reach. Used under the store's lock.</summary>
internal interface IPipelineSource
{
    /// <summary>The database that the pipeline runs in.</summary>
    string Database { get; }

    /// <summary>The collection that the pipeline runs over.</summary>
    string Collection { get; }

    /// <summary>The matching documents of a collection of the pipeline's own database; none when there is no such collection.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Find(string collection, MatchNode filter, EvaluationContext context);

    /// <summary>The indexes of the pipeline's own collection, as listIndexes tells them.</summary>
    IEnumerable<byte[]> IndexSpecifications();

    /// <summary>A collection to write.</summary>
    IPipelineTarget Open(string database, string collection);
}
