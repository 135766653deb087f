using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of a Secret and a key in it, in the resource.</summary>
internal sealed class SecretKeySpecValidator : AbstractValidator<SecretKeySpec>
{
    public SecretKeySpecValidator()
    {
        RuleFor(secret => secret.Name).Check("name", NameRules.KubernetesSecret);
        RuleFor(secret => secret.Key).Check("key", NameRules.SecretKey);
    }
}
