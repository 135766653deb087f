using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary><c>$push $addToSet $pull $pullAll $pop</c>.</summary>
internal static class ArrayOperators
{
    public static void Check(string name, RawValue operand, EvaluationContext context)
    {
        switch (name)
        {
            case "$pullAll" when operand.Type != BsonType.Array:
                throw new CommandException(ErrorCode.BadValue, $"$pullAll requires an array argument but was given a {BsonTypeAlias.Of(operand.Type)}");
            case "$pop" when !operand.TryGetInteger(out var end) || end is not (1 or -1):
                throw new CommandException(ErrorCode.FailedToParse, $"$pop expects 1 or -1, found: {BsonText.Of(operand)}");
            case "$pull": Condition(operand, context); break;
            case "$push" or "$addToSet" when !operand.Field("$each"u8).IsMissing:
                if (operand.Field("$each"u8).Type != BsonType.Array) throw new CommandException(name == "$push" ? ErrorCode.BadValue : ErrorCode.TypeMismatch, $"The argument to $each in {name} must be an array but it was of type: {BsonTypeAlias.Of(operand.Field("$each"u8).Type)}");
                foreach (var (clause, value) in operand.Fields)
                {
                    if (clause == "$each") continue;
                    if (name != "$push" || clause is not ("$slice" or "$position" or "$sort")) throw new CommandException(ErrorCode.BadValue, $"Unrecognized clause in {name}: {clause}");
                    if (clause == "$sort" ? !(value.Type == BsonType.Document || (value.TryGetInteger(out var direction) && direction is 1 or -1)) : !value.TryGetInteger(out _))
                        throw new CommandException(ErrorCode.BadValue, $"The value for {clause} must be {(clause == "$sort" ? "a document, 1 or -1" : "an integer value")} but was given type: {BsonTypeAlias.Of(value.Type)}");
                }
                break;
            case "$push" or "$addToSet" when FilterParser.IsOperators(operand):
                foreach (var field in operand.Fields) throw new CommandException(ErrorCode.DollarPrefixedFieldName, $"The dollar ($) prefixed field '{field.Name}' in '{field.Name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.");
                break;
        }
    }

    public static void Push(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var each = operand.Field("$each"u8);
        var added = each.Type == BsonType.Array ? RawDocument.Values(each.Bytes) : [operand];
        var clauses = each.IsMissing ? RawValue.EmptyDocument : operand;
        var field = target.Find(path);
        if (field is not null && field.Type != BsonType.Array)
            throw new CommandException(ErrorCode.BadValue, $"The field '{path.Text}' must be an array but is of type {BsonTypeAlias.Of(field.Type)} in document {target.Identity}");
        var before = field is null ? [] : RawDocument.Values(field.Value.Bytes);
        var values = new List<RawValue>(before);
        var position = values.Count;
        if (clauses.Field("$position"u8).TryGetInteger(out var wanted)) position = (int)Math.Clamp(wanted < 0 ? values.Count + wanted : wanted, 0, values.Count);
        var appends = position == values.Count;
        values.InsertRange(position, added);
        var sort = clauses.Field("$sort"u8);
        var slice = clauses.Field("$slice"u8);
        if (!sort.IsMissing) values = Sort(values, sort);
        if (slice.TryGetInteger(out var keep))
        {
            if (keep >= 0 && keep < values.Count) values.RemoveRange((int)keep, values.Count - (int)keep);
            else if (keep < 0 && -keep < values.Count) values.RemoveRange(0, values.Count - (int)-keep);
        }
        if (field is not null && appends && sort.IsMissing && slice.IsMissing)
        {
            var node = field.Open();
            foreach (var value in added)
            {
                var element = new MutableField("", value);
                node.Fields.Add(element);
                target.Note($"{path.Text}.{node.Fields.Count - 1}", element);
            }
            return;
        }
        target.Set(path, RawValue.OfArray(RawDocument.BuildArray(values)));
    }

    public static void AddToSet(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var each = operand.Field("$each"u8);
        var candidates = each.Type == BsonType.Array ? RawDocument.Values(each.Bytes) : [operand];
        var field = target.Find(path);
        if (field is not null && field.Type != BsonType.Array)
            throw new CommandException(ErrorCode.BadValue, $"Cannot apply $addToSet to non-array field. Field named '{path.Names[^1]}' has non-array type {BsonTypeAlias.Of(field.Type)}");
        var present = field is null ? [] : RawDocument.Values(field.Value.Bytes);
        var missing = new List<RawValue>();
        foreach (var candidate in candidates)
            if (!present.Concat(missing).Any(v => BsonOrder.Compare(v, candidate) == 0)) missing.Add(candidate);
        if (field is null) target.Set(path, RawValue.OfArray(RawDocument.BuildArray(missing)));
        else if (missing.Count > 0) Push(target, path, RawValue.OfDocument(RawDocument.Build(w => w.Raw("$each", BsonType.Array, RawDocument.BuildArray(missing)))), context);
    }

    public static void Pull(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var matches = Condition(operand, context);
        Filter("$pull", target, path, matches);
    }

    public static void PullAll(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var values = RawDocument.Values(operand.Bytes);
        Filter("$pullAll", target, path, element => values.Exists(v => BsonOrder.Compare(v, element) == 0));
    }

    public static void Pop(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        if (target.Find(path) is not { } field) return;
        if (field.Type != BsonType.Array) throw new CommandException(ErrorCode.TypeMismatch, $"Path '{path.Text}' contains an element of non-array type '{BsonTypeAlias.Of(field.Type)}'");
        var values = RawDocument.Values(field.Value.Bytes);
        if (values.Count == 0) return;
        operand.TryGetInteger(out var end);
        values.RemoveAt(end > 0 ? values.Count - 1 : 0);
        target.Set(path, RawValue.OfArray(RawDocument.BuildArray(values)));
    }

    private static void Filter(string name, UpdateTarget target, FieldPath path, Predicate<RawValue> matches)
    {
        if (target.Find(path) is not { } field) return;
        if (field.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, $"Cannot apply {name} to a non-array value");
        var values = RawDocument.Values(field.Value.Bytes);
        if (values.RemoveAll(matches) > 0) target.Set(path, RawValue.OfArray(RawDocument.BuildArray(values)));
    }

    /// <summary>What <c>$pull</c> removes: a document without operators is a filter for documents, operators and expressions test the element, a value is compared.</summary>
    private static Predicate<RawValue> Condition(RawValue operand, EvaluationContext context)
    {
        if (operand.Type == BsonType.Document && !FilterParser.IsOperators(operand))
        {
            var filter = FilterParser.Parse(operand.Bytes, context);
            return element => element.Type == BsonType.Document && filter.Matches(element.Bytes, context);
        }
        if (operand.Type is not (BsonType.Document or BsonType.RegularExpression)) return element => BsonOrder.Compare(element, operand) == 0;
        var wrapped = FilterParser.Parse(RawDocument.Build(w => w.Raw("v", operand.Type, operand.Span)), context);
        return element => wrapped.Matches(RawDocument.Build(w => w.Raw("v", element.Type, element.Span)), context);
    }

    private static List<RawValue> Sort(List<RawValue> values, RawValue sort)
    {
        if (sort.TryGetInteger(out var direction))
            return direction > 0 ? [.. values.Order(Comparer<RawValue>.Create((a, b) => BsonOrder.Compare(a, b)))] : [.. values.OrderDescending(Comparer<RawValue>.Create((a, b) => BsonOrder.Compare(a, b)))];
        var order = SortOrder.Parse(sort.Bytes) ?? throw new CommandException(ErrorCode.BadValue, "The $sort pattern is empty when it should be a set of fields.");
        return [.. order.Sort(values, v => v.Type == BsonType.Document ? v.Bytes : RawDocument.Empty)];
    }
}
