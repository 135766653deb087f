using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>Reads a filter document. An operator that is not built is an error that names it.</summary>
internal sealed class FilterParser(EvaluationContext context)
{
    private static readonly HashSet<string> KnownElsewhere =
    [
        "$where", "$text", "$near", "$nearSphere", "$geoWithin", "$geoIntersects", "$within",
        "$sampleRate", "$maxDistance", "$minDistance", "$uniqueDocs", "$_internalSchemaType",
    ];

    public static MatchNode Parse(ReadOnlyMemory<byte> filter, EvaluationContext context) => new FilterParser(context).Document(filter);

    /// <summary>The test that <c>$elemMatch</c> makes of an array.</summary>
    public static ElementTest ElementMatch(RawValue value, EvaluationContext context) => new FilterParser(context).ElementMatch(value);

    private MatchNode Document(ReadOnlyMemory<byte> filter)
    {
        var children = new List<MatchNode>();
        foreach (var (name, value) in new RawFields(filter))
        {
            if (name.StartsWith('$')) TopLevel(name, value, children);
            else Field(new FieldPath(name), value, children);
        }
        return children.Count == 1 ? children[0] : new AndNode(children);
    }

    private void TopLevel(string name, RawValue value, List<MatchNode> children)
    {
        switch (name)
        {
            case "$and": children.AddRange(List(name, value)); break;
            case "$or": children.Add(new OrNode(List(name, value))); break;
            case "$nor": children.Add(new NotNode(new OrNode(List(name, value)))); break;
            case "$expr": children.Add(new ExpressionNode(ExpressionParser.Parse(value, context))); break;
            case "$jsonSchema": children.Add(new JsonSchemaNode(JsonSchema.Parse(value))); break;
            case "$comment": break;
            case "$alwaysTrue": children.Add(new ConstantNode(true)); break;
            case "$alwaysFalse": children.Add(new ConstantNode(false)); break;
            default:
                throw new CommandException(ErrorCode.BadValue, KnownElsewhere.Contains(name)
                    ? $"The query operator {name} is not supported by the stand-in."
                    : $"unknown top level operator: {name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.");
        }
    }

    private List<MatchNode> List(string name, RawValue value)
    {
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, $"{name} must be an array");
        var nodes = new List<MatchNode>();
        foreach (var element in value.Fields)
        {
            if (element.Value.Type != BsonType.Document) throw new CommandException(ErrorCode.BadValue, $"{name} argument's entries must be objects");
            nodes.Add(Document(element.Value.Bytes));
        }
        return nodes.Count == 0 ? throw new CommandException(ErrorCode.BadValue, $"{name} argument must be a non-empty array") : nodes;
    }

    private void Field(FieldPath path, RawValue value, List<MatchNode> children)
    {
        if (value.Type == BsonType.RegularExpression) children.Add(new PathNode(path, RegexTest.Of(value)));
        else if (IsOperators(value)) Operators(path, value.Bytes, children);
        else children.Add(new PathNode(path, Equal(value)));
    }

    /// <summary>Whether a document is <c>{$op: …}</c> and no plain value; <c>$ref $id $db</c> make a DBRef, which is plain.</summary>
    public static bool IsOperators(in RawValue value)
    {
        if (value.Type != BsonType.Document) return false;
        foreach (var field in value.Fields) return field.NameUtf8.Span.StartsWith("$"u8) && field.Name is not ("$ref" or "$id" or "$db");
        return false;
    }

    private void Operators(FieldPath path, ReadOnlyMemory<byte> operators, List<MatchNode> children)
    {
        foreach (var (name, value) in new RawFields(operators))
        {
            switch (name)
            {
                case "$regex": children.Add(new PathNode(path, Regex(value, RawDocument.Field(operators, "$options"u8)))); break;
                case "$options":
                    if (RawDocument.Field(operators, "$regex"u8).IsMissing) throw new CommandException(ErrorCode.BadValue, "$options needs a $regex");
                    break;
                case "$all": children.Add(All(path, value)); break;
                case "$not": children.Add(Not(path, value)); break;
                default:
                    var (test, negated) = Test(name, value);
                    var node = new PathNode(path, test);
                    children.Add(negated ? new NotNode(node) : node);
                    break;
            }
        }
    }

    private (ElementTest Test, bool Negated) Test(string name, RawValue value)
    {
        switch (name)
        {
            case "$eq": return (Equal(value), false);
            case "$ne":
                if (value.Type == BsonType.RegularExpression) throw new CommandException(ErrorCode.BadValue, "Can't have regex as arg to $ne.");
                return (Equal(value), true);
            case "$gt": return (Compare(Comparison.Greater, value), false);
            case "$gte": return (Compare(Comparison.GreaterOrEqual, value), false);
            case "$lt": return (Compare(Comparison.Less, value), false);
            case "$lte": return (Compare(Comparison.LessOrEqual, value), false);
            case "$in": return (In(name, value), false);
            case "$nin": return (In(name, value), true);
            case "$exists": return (ElementTests.Exists, !value.IsTruthy);
            case "$type": return (ElementTests.Type(TypeNames.Read(value)), false);
            case "$size":
                if (!value.IsNumber) throw new CommandException(ErrorCode.BadValue, $"Failed to parse $size. Expected a number in: $size: {BsonText.Of(value)}");
                if (!value.TryGetInteger(out var size)) throw new CommandException(ErrorCode.BadValue, $"Failed to parse $size. Expected an integer: $size: {BsonText.Of(value)}");
                if (size < 0) throw new CommandException(ErrorCode.BadValue, $"Failed to parse $size. Expected a non-negative number in: $size: {BsonText.Of(value)}");
                return (ElementTests.Size(size), false);
            case "$elemMatch": return (ElementMatch(value), false);
            case "$mod": return (Mod(value), false);
            case "$bitsAllSet" or "$bitsAllClear" or "$bitsAnySet" or "$bitsAnyClear": return (new BitTest(name, value), false);
            case "$regex": return (Regex(value, RawValue.Missing), false);
            default:
                throw new CommandException(ErrorCode.BadValue, KnownElsewhere.Contains(name) ? $"The query operator {name} is not supported by the stand-in." : $"unknown operator: {name}");
        }
    }

    private static CompareTest Equal(RawValue value) => new(Comparison.Equal, Valid(value));

    private static CompareTest Compare(Comparison comparison, RawValue value) => value.Type == BsonType.RegularExpression
        ? throw new CommandException(ErrorCode.BadValue, $"Can't have RegEx as arg to predicate over field.")
        : new CompareTest(comparison, Valid(value));

    private static RawValue Valid(RawValue value) =>
        value.Type == BsonType.Undefined ? throw new CommandException(ErrorCode.BadValue, "cannot compare to undefined") : value;

    private static InTest In(string name, RawValue value)
    {
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, $"{name} needs an array");
        var values = new List<RawValue>();
        var patterns = new List<RegexTest>();
        foreach (var element in value.Fields)
        {
            if (IsOperators(element.Value)) throw new CommandException(ErrorCode.BadValue, $"cannot nest $ under {name}");
            if (element.Value.Type == BsonType.RegularExpression) patterns.Add(RegexTest.Of(element.Value));
            else values.Add(Valid(element.Value));
        }
        return new InTest(values, patterns);
    }

    private ElementTest ElementMatch(RawValue value)
    {
        if (value.Type != BsonType.Document) throw new CommandException(ErrorCode.BadValue, "$elemMatch needs an Object");
        var first = "";
        foreach (var field in value.Fields)
        {
            first = field.Name;
            break;
        }
        if (!first.StartsWith('$') || first is "$and" or "$or" or "$nor" or "$expr" or "$where")
        {
            if (first is "$expr" or "$where") throw new CommandException(ErrorCode.BadValue, $"{first} can only be applied to the top-level document");
            return ElementTests.ElementMatches(Document(value.Bytes), context);
        }
        var tests = new List<(ElementTest, bool)>();
        foreach (var (name, operand) in value.Fields)
        {
            if (name == "$options") continue;
            if (name == "$regex") tests.Add((Regex(operand, value.Field("$options"u8)), false));
            else if (name == "$not" && operand.Type == BsonType.Document)
                foreach (var (inner, innerOperand) in operand.Fields)
                {
                    if (RawDocument.Count(operand.Bytes) != 1) throw new CommandException(ErrorCode.BadValue, "$not with several operators inside $elemMatch is not supported by the stand-in.");
                    var (test, negated) = Test(inner, innerOperand);
                    tests.Add((test, !negated));
                }
            else tests.Add(Test(name, operand));
        }
        return ElementTests.ElementMatches(tests);
    }

    private MatchNode All(FieldPath path, RawValue value)
    {
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, "$all needs an array");
        var nodes = new List<MatchNode>();
        foreach (var element in value.Fields)
        {
            var operators = IsOperators(element.Value);
            var elementMatch = element.Value.Field("$elemMatch"u8);
            if (operators && elementMatch.IsMissing) throw new CommandException(ErrorCode.BadValue, "no $ expressions in $all");
            if (operators) nodes.Add(new PathNode(path, ElementMatch(elementMatch)));
            else if (element.Value.Type == BsonType.RegularExpression) nodes.Add(new PathNode(path, RegexTest.Of(element.Value)));
            else nodes.Add(new PathNode(path, Equal(element.Value)));
        }
        return nodes.Count == 0 ? new ConstantNode(false) : new AndNode(nodes);
    }

    private NotNode Not(FieldPath path, RawValue value)
    {
        if (value.Type == BsonType.RegularExpression) return new NotNode(new PathNode(path, RegexTest.Of(value)));
        if (value.Type != BsonType.Document) throw new CommandException(ErrorCode.BadValue, "$not needs a regex or a document");
        if (!IsOperators(value)) throw new CommandException(ErrorCode.BadValue, RawDocument.Count(value.Bytes) == 0 ? "$not cannot be empty" : $"unknown operator: {RawFirstName(value)}");
        var children = new List<MatchNode>();
        Operators(path, value.Bytes, children);
        return new NotNode(new AndNode(children));
    }

    private static string RawFirstName(RawValue value)
    {
        foreach (var field in value.Fields) return field.Name;
        return "";
    }

    private static RegexTest Regex(RawValue value, RawValue options)
    {
        if (!options.IsMissing && options.Type != BsonType.String) throw new CommandException(ErrorCode.BadValue, "$options has to be a string");
        if (value.Type == BsonType.String) return new RegexTest(value.AsString(), options.IsMissing ? "" : options.AsString());
        if (value.Type != BsonType.RegularExpression) throw new CommandException(ErrorCode.BadValue, "$regex has to be a string");
        if (options.IsMissing) return RegexTest.Of(value);
        var end = value.Span.IndexOf((byte)0);
        if (value.Span.Length > end + 2) throw CommandException.Location(51075, "options set in both $regex and $options");
        return new RegexTest(System.Text.Encoding.UTF8.GetString(value.Span[..end]), options.AsString());
    }

    private static ElementTest Mod(RawValue value)
    {
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, "malformed mod, needs to be an array");
        var parts = RawDocument.Values(value.Bytes);
        if (parts.Count != 2) throw new CommandException(ErrorCode.BadValue, $"malformed mod, {(parts.Count < 2 ? "not enough" : "too many")} elements");
        if (!parts[0].IsNumber || !parts[1].IsNumber) throw new CommandException(ErrorCode.BadValue, "malformed mod, divisor and remainder have to be numbers");
        var (divisor, remainder) = (Whole(parts[0], "divisor"), Whole(parts[1], "remainder"));
        return divisor == 0 ? throw new CommandException(ErrorCode.BadValue, "divisor cannot be 0") : ElementTests.Mod(divisor, remainder);
    }

    /// <summary>Cuts a fraction off; what has no 64-bit integer is refused.</summary>
    private static long Whole(RawValue number, string part)
    {
        if (number.TryGetInteger(out var whole)) return whole;
        var real = Numbers.ToDouble(number);
        return double.IsFinite(real) && Math.Abs(real) < 9.2e18 ? (long)real : throw new CommandException(ErrorCode.BadValue, $"malformed mod, {part} value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type");
    }
}
