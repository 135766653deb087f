using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Validation;

/// <summary>Judges documents by the validator of their collection.</summary>
internal static class DocumentValidation
{
    /// <param name="options">Of the collection.</param>
    /// <param name="before">The document before an update; null for an insert.</param>
    /// <param name="after">The document that is to be stored.</param>
    /// <param name="isBypassed">Whether the command asked to be let through.</param>
    /// <param name="evaluation">Time and variables of the operation.</param>
    /// <exception cref="CommandException">The document is wrong and wrong ones are refused: error 121.</exception>
    public static void Check(CollectionOptions options, byte[]? before, byte[] after, bool isBypassed, EvaluationContext evaluation)
    {
        if (options is not { Validator: { } validator, ValidationAction: ValidationAction.Error, ValidationLevel: not ValidationLevel.Off } || isBypassed) return;
        if (validator.Allows(after, evaluation)) return;
        if (options.ValidationLevel == ValidationLevel.Moderate && before is not null && !validator.Allows(before, evaluation)) return;
        throw validator.Refuse(after);
    }
}
