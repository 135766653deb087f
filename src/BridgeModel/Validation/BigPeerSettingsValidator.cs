using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>bigPeer</c>.</summary>
internal sealed class BigPeerSettingsValidator : AbstractValidator<BigPeerSettings>
{
    public BigPeerSettingsValidator()
    {
        RuleFor(bigPeer => bigPeer.Endpoint).Check("endpoint", ConnectionRules.Endpoint);
        RuleFor(bigPeer => bigPeer.ApiKey).Check("apiKey", ConnectionRules.ApiKey);
        RuleFor(bigPeer => bigPeer.PollInterval).Range("pollInterval", BigPeerSettings.PollIntervalRange);
        RuleFor(bigPeer => bigPeer.FullPassInterval).Range("fullPassInterval", BigPeerSettings.FullPassIntervalRange);
        RuleFor(bigPeer => bigPeer.FullPassInterval).Check("fullPassInterval", static (bigPeer, interval) => interval < bigPeer.PollInterval
            ? "must not be shorter than pollInterval"
            : null);
        RuleFor(bigPeer => bigPeer.PageSize).Range("pageSize", BigPeerSettings.PageSizeRange);
        RuleFor(bigPeer => bigPeer.RequestTimeout).Range("requestTimeout", BigPeerSettings.RequestTimeoutRange);
    }
}
