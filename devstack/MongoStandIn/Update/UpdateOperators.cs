using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>The update operators on single values; those on arrays are in <see cref="ArrayOperators"/>.</summary>
internal static class UpdateOperators
{
    public static readonly IReadOnlyDictionary<string, Action<UpdateTarget, FieldPath, RawValue, EvaluationContext>> All =
        new Dictionary<string, Action<UpdateTarget, FieldPath, RawValue, EvaluationContext>>
        {
            ["$set"] = (target, path, value, _) => target.Set(path, value),
            ["$unset"] = (target, path, _, _) => target.Unset(path),
            ["$inc"] = (target, path, value, _) => Arithmetic("$inc", target, path, value),
            ["$mul"] = (target, path, value, _) => Arithmetic("$mul", target, path, value),
            ["$min"] = (target, path, value, _) => Extreme(target, path, value, -1),
            ["$max"] = (target, path, value, _) => Extreme(target, path, value, 1),
            ["$currentDate"] = CurrentDate,
            ["$bit"] = BitOperator.Apply,
            ["$push"] = ArrayOperators.Push,
            ["$addToSet"] = ArrayOperators.AddToSet,
            ["$pull"] = ArrayOperators.Pull,
            ["$pullAll"] = ArrayOperators.PullAll,
            ["$pop"] = ArrayOperators.Pop,
        };

    /// <summary>Judges an operand when the update is read, before any document is touched.</summary>
    public static RawValue Check(string name, FieldPath path, RawValue operand, EvaluationContext context)
    {
        switch (name)
        {
            case "$inc" or "$mul" when !operand.IsNumber:
                throw new CommandException(ErrorCode.TypeMismatch, $"Cannot {(name == "$inc" ? "increment" : "multiply")} with non-numeric argument: {{{path.Text}: {BsonText.Of(operand)}}}");
            case "$currentDate" when operand.Type == BsonType.Document:
                foreach (var (option, type) in operand.Fields)
                {
                    if (option != "$type") throw new CommandException(ErrorCode.BadValue, $"Unrecognized $currentDate option: {option}");
                    if (type.Type != BsonType.String || type.AsString() is not ("date" or "timestamp")) throw new CommandException(ErrorCode.BadValue, "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}");
                }
                break;
            case "$currentDate" when operand.Type != BsonType.Boolean:
                throw new CommandException(ErrorCode.BadValue, $"{BsonTypeAlias.Of(operand.Type)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({{$type: 'timestamp/date'}}).");
            case "$bit": BitOperator.Check(path, operand); break;
            case "$push" or "$addToSet" or "$pullAll" or "$pop" or "$pull": ArrayOperators.Check(name, operand, context); break;
        }
        return operand;
    }

    public static void Rename(UpdateTarget target, FieldPath from, FieldPath to)
    {
        target.RequireReachable(from);
        if (target.CrossesArray(from)) throw new CommandException(ErrorCode.BadValue, $"The source field cannot be an array element, '{from.Text}' in doc with _id: {target.IdText} has an array field called '{from.Names[0]}'");
        if (target.CrossesArray(to)) throw new CommandException(ErrorCode.BadValue, $"The destination field cannot be an array element, '{to.Text}' in doc with _id: {target.IdText} has an array field called '{to.Names[0]}'");
        if (target.Find(from) is not { } field) return;
        var value = field.Value;
        target.Unset(from);
        target.Set(to, value);
    }

    private static void Arithmetic(string name, UpdateTarget target, FieldPath path, RawValue operand)
    {
        var field = target.Find(path);
        if (field is null)
        {
            Numbers.Multiply(operand, RawValue.Of(0), out var zero);
            target.Set(path, name == "$inc" ? operand : zero);
            return;
        }
        var value = field.Value;
        if (!value.IsNumber)
            throw new CommandException(ErrorCode.TypeMismatch, $"Cannot apply {name} to a value of non-numeric type. {target.Identity} has the field '{path.Names[^1]}' of non-numeric type {BsonTypeAlias.Of(value.Type)}");
        var exact = name == "$inc" ? Numbers.Add(value, operand, out var result) : Numbers.Multiply(value, operand, out result);
        if (!exact) throw new CommandException(ErrorCode.BadValue, $"Failed to apply {name} operations to current value (({(value.Type == BsonType.Int32 ? "NumberInt" : "NumberLong")}){BsonText.Of(value)}) for document {target.Identity}");
        target.Set(path, result);
    }

    private static void Extreme(UpdateTarget target, FieldPath path, RawValue operand, int sign)
    {
        if (target.Find(path) is not { } field || Math.Sign(BsonOrder.Compare(operand, field.Value)) == sign) target.Set(path, operand);
    }

    private static void CurrentDate(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var stamp = operand.Field("$type"u8) is { Type: BsonType.String } type && type.AsString() == "timestamp";
        target.Set(path, stamp ? context.ClusterTime : context.Now);
    }
}
