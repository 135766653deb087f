using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>massDeleteGuard</c>.</summary>
internal sealed class MassDeleteGuardSettingsValidator : AbstractValidator<MassDeleteGuardSettings>
{
    public MassDeleteGuardSettingsValidator()
    {
        RuleFor(guard => guard.Share).Check("share", static share => share is >= 0 and <= 1
            ? null
            : "must be between 0 and 1; 0.2 means a fifth of the known documents");
        RuleFor(guard => guard.Minimum).Range("minimum", MassDeleteGuardSettings.MinimumRange);
        RuleFor(guard => guard.Window).Range("window", MassDeleteGuardSettings.WindowRange);
    }
}
