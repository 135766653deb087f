using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>An aggregation expression. The missing value is a result like any other.</summary>
internal abstract class Expression
{
    /// <summary>The value when it does not depend on the document; null otherwise.</summary>
    public virtual RawValue? Constant => null;

    public abstract RawValue Evaluate(EvaluationContext context);
}
