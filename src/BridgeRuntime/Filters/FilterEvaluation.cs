using System.Text.Json;
using BridgeModel.Filters;

namespace BridgeRuntime.Filters;

/// <summary>
/// What a filter is worth for one document, as the Ditto engine has it (seen on the engine): true, false, null or missing. An undefined element is
/// missing. Some type mismatches are none of these: they are a failure, and the document does not match whatever stands around them.
/// </summary>
internal struct FilterEvaluation(JsonElement document)
{
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly JsonElement False = JsonElement.Parse("false");
    private static readonly JsonElement Null = JsonElement.Parse("null");
    private static JsonElement Missing => default;

    private bool _failed;

    public static bool Matches(FilterExpression filter, JsonElement document)
    {
        var run = new FilterEvaluation(document);
        return run.Value(filter).ValueKind == JsonValueKind.True && !run._failed;
    }

    private JsonElement Value(FilterExpression expression) => expression switch
    {
        _ when _failed => Missing,
        FilterLiteral literal => literal.Value,
        FilterField field => Field(field),
        FilterLogic logic => Logic(logic),
        FilterNot not => Not(Value(not.Operand)),
        FilterComparison comparison => Comparison(comparison),
        FilterIs test => Truth((test.IsMissing ? JsonValueKind.Undefined : JsonValueKind.Null) == Value(test.Value).ValueKind != test.Negated),
        FilterIn membership => In(membership),
        FilterBetween between => Between(Value(between.Value), Value(between.Least), Value(between.Most)),
        FilterLike like => Like(like),
        FilterCall call => Call(call),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "A kind of expression that has no meaning here."),
    };

    private readonly JsonElement Field(FilterField field)
    {
        var value = document;
        foreach (var step in field.Steps)
        {
            var found = step.Name is { } name
                ? value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out value)
                : value.ValueKind == JsonValueKind.Array && step.Index < value.GetArrayLength();
            if (!found) return Missing;
            if (step.Name is null) value = value[step.Index];
        }
        return value;
    }

    /// <summary>
    /// A row of ANDs or ORs is one operation, however it is bracketed: the first operand that decides it does, and what is no truth value fails it only where none does.
    /// </summary>
    private JsonElement Logic(FilterLogic logic)
    {
        var deciding = logic.IsAnd ? JsonValueKind.False : JsonValueKind.True;
        bool hasNull = false, hasMissing = false, hasOther = false;
        foreach (var operand in Operands(logic))
        {
            var value = Value(operand);
            if (_failed || value.ValueKind == deciding) return value;
            hasNull |= value.ValueKind == JsonValueKind.Null;
            hasMissing |= value.ValueKind == JsonValueKind.Undefined;
            hasOther |= value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined);
        }
        if (hasOther) return Fail();
        // Missing weighs more than null in an AND, and less in an OR.
        if (hasMissing && (logic.IsAnd || !hasNull)) return Missing;
        return hasNull ? Null : Truth(logic.IsAnd);
    }

    private static List<FilterExpression> Operands(FilterLogic logic)
    {
        var operands = new List<FilterExpression>();
        var left = new Stack<FilterExpression>([logic]);
        while (left.TryPop(out var next))
        {
            if (next is FilterLogic same && same.IsAnd == logic.IsAnd)
            {
                left.Push(same.Right);
                left.Push(same.Left);
            }
            else operands.Add(next);
        }
        return operands;
    }

    private JsonElement Not(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => False,
        JsonValueKind.False => True,
        JsonValueKind.Null or JsonValueKind.Undefined => value,
        _ => Fail(),
    };

    private JsonElement Comparison(FilterComparison comparison)
    {
        var order = ValueComparison.Compare(Value(comparison.Left), Value(comparison.Right));
        // A null that is written in the filter is unlike one that stands in the document: the comparison is missing, not null.
        if (IsWrittenNull(comparison.Left) || IsWrittenNull(comparison.Right)) return Missing;
        return Ordered(comparison.Operator, order);
    }

    private static bool IsWrittenNull(FilterExpression expression) => expression is FilterLiteral { Value.ValueKind: JsonValueKind.Null };

    private static JsonElement Ordered(FilterOperator comparison, ValueOrder order) => order switch
    {
        ValueOrder.Missing => Missing,
        ValueOrder.Null => Null,
        ValueOrder.Unequal when comparison is not (FilterOperator.Equal or FilterOperator.NotEqual) => Missing,
        _ => Truth(comparison switch
        {
            FilterOperator.Equal => order == ValueOrder.Equal,
            FilterOperator.NotEqual => order != ValueOrder.Equal,
            FilterOperator.Less => order == ValueOrder.Less,
            FilterOperator.LessOrEqual => order != ValueOrder.Greater,
            FilterOperator.Greater => order == ValueOrder.Greater,
            _ => order != ValueOrder.Less,
        }),
    };

    private JsonElement In(FilterIn membership)
    {
        var value = Value(membership.Value);
        var list = new List<JsonElement>(membership.List.Length);
        foreach (var item in membership.List) list.Add(Value(item));
        var array = membership.Array is { } expression ? Value(expression) : Missing;
        if (_failed || value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return value;
        if (membership.Array is not null)
        {
            if (array.ValueKind == JsonValueKind.Undefined) return Missing;
            if (array.ValueKind != JsonValueKind.Array) return Fail();
            list.AddRange(array.EnumerateArray());
        }
        bool found = false, hasNull = false;
        foreach (var item in list)
        {
            if (item.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                hasNull = true;
                continue;
            }
            var order = ValueComparison.Compare(value, item);
            // A list of several types is no list.
            if (order == ValueOrder.Missing) return Fail();
            found |= order == ValueOrder.Equal;
            hasNull |= order == ValueOrder.Null;
        }
        return found ? True : hasNull ? Null : False;
    }

    private static JsonElement Between(JsonElement value, JsonElement least, JsonElement most)
    {
        if (value.ValueKind == JsonValueKind.Undefined || least.ValueKind == JsonValueKind.Undefined || most.ValueKind == JsonValueKind.Undefined) return Missing;
        var above = Ordered(FilterOperator.GreaterOrEqual, ValueComparison.Compare(value, least));
        if (above.ValueKind is JsonValueKind.False or JsonValueKind.Undefined) return above;
        var below = Ordered(FilterOperator.LessOrEqual, ValueComparison.Compare(value, most));
        return below.ValueKind == JsonValueKind.True ? above : below;
    }

    private JsonElement Like(FilterLike like)
    {
        var (text, pattern) = (Value(like.Value), Value(like.Pattern));
        if (AreTexts(text, pattern) is { } not) return not.ValueKind == JsonValueKind.Null ? Null : Missing;
        return Truth(LikePattern.IsMatch(text.GetString()!, pattern.GetString()!, like.IgnoresCase, like.Escape));
    }

    private JsonElement Call(FilterCall call)
    {
        var (text, part) = (Value(call.Text), Value(call.Part));
        if (AreTexts(text, part) is { } not) return not.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? not : Fail();
        var (t, p) = (text.GetString()!, part.GetString()!);
        return Truth(call.Function switch
        {
            FilterFunction.StartsWith => t.StartsWith(p, StringComparison.Ordinal),
            FilterFunction.EndsWith => t.EndsWith(p, StringComparison.Ordinal),
            _ => t.Contains(p, StringComparison.Ordinal),
        });
    }

    /// <summary>Null when both are texts; else what is there instead: missing before null before anything else.</summary>
    private static JsonElement? AreTexts(JsonElement left, JsonElement right)
    {
        if (left.ValueKind == JsonValueKind.Undefined || right.ValueKind == JsonValueKind.Undefined) return Missing;
        if (left.ValueKind == JsonValueKind.Null || right.ValueKind == JsonValueKind.Null) return Null;
        return left.ValueKind != JsonValueKind.String ? left : right.ValueKind != JsonValueKind.String ? right : null;
    }

    private static JsonElement Truth(bool value) => value ? True : False;

    private JsonElement Fail()
    {
        _failed = true;
        return Missing;
    }
}
