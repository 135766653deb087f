using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>deadLetters</c>.</summary>
internal sealed class DeadLetterSettingsValidator : AbstractValidator<DeadLetterSettings>
{
    public DeadLetterSettingsValidator()
    {
        RuleFor(letters => letters.Maximum).Range("maximum", DeadLetterSettings.MaximumRange);
        RuleFor(letters => letters.RetryInterval).Range("retryInterval", DeadLetterSettings.RetryIntervalRange);
    }
}
