using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>A condition on one value, or on the missing value.</summary>
internal abstract class ElementTest
{
    /// <summary>Whether an array at the end of the path is tried element by element before it is tried as a whole.</summary>
    public virtual bool OpensArrays => true;

    public abstract bool Matches(in RawValue value);

    /// <summary>For a test that looks into an array itself: the index of the first element by which it holds; -1 when there is none.</summary>
    public virtual int FirstIndex(in RawValue array) => -1;
}
