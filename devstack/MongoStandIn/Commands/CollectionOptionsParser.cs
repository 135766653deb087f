using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Storage;
using MongoStandIn.Validation;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Reads the options of a collection from create and collMod.</summary>
internal static class CollectionOptionsParser
{
    public static CollectionOptions Create(CommandArguments arguments, EvaluationContext evaluation)
    {
        var options = Change(CollectionOptions.None, arguments, "create", evaluation);
        var (size, max) = (arguments.Amount("size"), arguments.Amount("max"));
        if (!arguments.Boolean("capped"))
            return size is null && max is null ? options : throw new CommandException(ErrorCode.InvalidOptions, "the 'capped' field needs to be true when either the 'size' or 'max' fields are present");
        if (size is null or 0) throw new CommandException(ErrorCode.InvalidOptions, "the 'size' field is required when 'capped' is true, and must be above 0");
        return options with { Cap = new CollectionCap(size.Value, max ?? 0) };
    }

    /// <summary>What create and collMod share: validation and the images for change streams.</summary>
    public static CollectionOptions Change(CollectionOptions options, CommandArguments arguments, string command, EvaluationContext evaluation)
    {
        if (arguments.Document("validator") is { IsMissing: false } validator)
            options = options with { Validator = RawDocument.Count(validator.Bytes) == 0 ? null : Validate(validator.Bytes.ToArray(), evaluation) };
        if (arguments.Text("validationLevel") is { } level) options = options with { ValidationLevel = ValidationText.Level(level, command), NamesValidation = true };
        if (arguments.Text("validationAction") is { } action) options = options with { ValidationAction = ValidationText.Action(action, command), NamesValidation = true };
        if (arguments.Document("changeStreamPreAndPostImages") is { IsMissing: false } images)
        {
            var inner = new CommandArguments($"{command}.changeStreamPreAndPostImages", images.Bytes);
            if (!inner.Has("enabled")) throw inner.Required("enabled");
            options = options with { RecordsImages = inner.Boolean("enabled") };
            inner.End();
        }
        return options;
    }

    private static Validator Validate(byte[] definition, EvaluationContext evaluation)
    {
        foreach (var (name, _) in new RawFields(definition))
            if (name is "$text" or "$near" or "$nearSphere" or "$where") throw new CommandException(ErrorCode.QueryFeatureNotAllowed, $"{name} is not allowed in this context: a validator");
        return new Validator(definition, evaluation);
    }
}
