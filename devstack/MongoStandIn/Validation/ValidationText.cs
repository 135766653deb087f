using MongoStandIn.Errors;

namespace MongoStandIn.Validation;

/// <summary>Level and action as commands write them.</summary>
internal static class ValidationText
{
    public static string Of(ValidationLevel level) => level switch
    {
        ValidationLevel.Off => "off",
        ValidationLevel.Moderate => "moderate",
        _ => "strict",
    };

    public static string Of(ValidationAction action) => action == ValidationAction.Warn ? "warn" : "error";

    /// <exception cref="CommandException">There is no such level: error 2.</exception>
    public static ValidationLevel Level(string text, string command) => text switch
    {
        "off" => ValidationLevel.Off,
        "strict" => ValidationLevel.Strict,
        "moderate" => ValidationLevel.Moderate,
        _ => throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{text}' for field '{command}.validationLevel' is not a valid value."),
    };

    /// <exception cref="CommandException">There is no such action: error 2.</exception>
    public static ValidationAction Action(string text, string command) => text switch
    {
        "error" => ValidationAction.Error,
        "warn" => ValidationAction.Warn,
        _ => throw new CommandException(ErrorCode.BadValue, $"Enumeration value '{text}' for field '{command}.validationAction' is not a valid value."),
    };
}
