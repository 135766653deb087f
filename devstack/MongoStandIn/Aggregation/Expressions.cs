using MongoC.Bson;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>The kinds of expression nodes.</summary>
internal static class Expressions
{
    public static Expression Literal(RawValue value) => new LiteralExpression(value);

    public static Expression Field(Expression root, FieldPath path) => new FieldExpression(root, path);

    public static Expression Variable(Func<EvaluationContext, RawValue> read) => new VariableExpression(read);

    public static Expression Object(IReadOnlyList<(string Name, Expression Value)> fields) => new ObjectExpression(fields);

    public static Expression Array(IReadOnlyList<Expression> elements) => new ArrayExpression(elements);

    public static Expression Function(IReadOnlyList<Expression> arguments, Func<RawValue[], RawValue> function) => new FunctionExpression(arguments, function);

    public static Expression And(IReadOnlyList<Expression> arguments) => new LogicExpression(arguments, stopAt: false);

    public static Expression Or(IReadOnlyList<Expression> arguments) => new LogicExpression(arguments, stopAt: true);

    public static Expression Condition(Expression test, Expression then, Expression otherwise) => new ConditionExpression(test, then, otherwise);

    public static Expression IfNull(IReadOnlyList<Expression> arguments) => new IfNullExpression(arguments);

    private sealed class LiteralExpression(RawValue value) : Expression
    {
        public override RawValue? Constant => value;

        public override RawValue Evaluate(EvaluationContext context) => value;
    }

    private sealed class VariableExpression(Func<EvaluationContext, RawValue> read) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context) => read(context);
    }

    /// <summary>A path maps over the arrays it meets; elements without the field are left out. Numbers address no elements here.</summary>
    private sealed class FieldExpression(Expression root, FieldPath path) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context) => Follow(root.Evaluate(context), 0);

        private RawValue Follow(RawValue value, int part)
        {
            while (part < path.Length)
            {
                if (value.Type == BsonType.Array)
                {
                    var found = new List<RawValue>();
                    foreach (var element in value.Fields)
                    {
                        if (!element.Value.IsContainer) continue;
                        var inner = Follow(element.Value, part);
                        if (!inner.IsMissing) found.Add(inner);
                    }
                    return RawValue.OfArray(RawDocument.BuildArray(found));
                }
                if (value.Type != BsonType.Document) return RawValue.Missing;
                value = value.Field(path.Parts[part++]);
            }
            return value;
        }
    }

    private sealed class ObjectExpression(IReadOnlyList<(string Name, Expression Value)> fields) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var writer = new BsonWriter();
            foreach (var (name, expression) in fields)
            {
                var value = expression.Evaluate(context);
                if (!value.IsMissing) writer.Raw(name, value.Type, value.Span);
            }
            return RawValue.OfDocument(writer.ToArray());
        }
    }

    private sealed class ArrayExpression(IReadOnlyList<Expression> elements) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var values = new List<RawValue>(elements.Count);
            foreach (var element in elements)
            {
                var value = element.Evaluate(context);
                values.Add(value.IsMissing ? RawValue.Null : value);
            }
            return RawValue.OfArray(RawDocument.BuildArray(values));
        }
    }

    private sealed class FunctionExpression(IReadOnlyList<Expression> arguments, Func<RawValue[], RawValue> function) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            var values = new RawValue[arguments.Count];
            for (var i = 0; i < values.Length; i++) values[i] = arguments[i].Evaluate(context);
            return function(values);
        }
    }

    private sealed class LogicExpression(IReadOnlyList<Expression> arguments, bool stopAt) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            foreach (var argument in arguments)
                if (argument.Evaluate(context).IsTruthy == stopAt) return RawValue.Of(stopAt);
            return RawValue.Of(!stopAt);
        }
    }

    private sealed class ConditionExpression(Expression test, Expression then, Expression otherwise) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context) => test.Evaluate(context).IsTruthy ? then.Evaluate(context) : otherwise.Evaluate(context);
    }

    private sealed class IfNullExpression(IReadOnlyList<Expression> arguments) : Expression
    {
        public override RawValue Evaluate(EvaluationContext context)
        {
            for (var i = 0; i < arguments.Count - 1; i++)
            {
                var value = arguments[i].Evaluate(context);
                if (!value.IsNullish) return value;
            }
            return arguments[^1].Evaluate(context);
        }
    }
}
