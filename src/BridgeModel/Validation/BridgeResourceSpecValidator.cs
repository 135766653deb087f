using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of the resource's <c>spec</c>.</summary>
internal sealed class BridgeResourceSpecValidator : AbstractValidator<BridgeResourceSpec>
{
    private const int LongestEndpoint = 2048;
    private const int LongestImage = 1024;

    public BridgeResourceSpecValidator()
    {
        RuleFor(spec => spec.MongoConnector).SetValidator(MongoConnectorSpecValidator.ForResource).OverridePropertyName("bridge.mongoConnector");
        RuleFor(spec => spec.MassDeleteGuard).SetValidator(new MassDeleteGuardSettingsValidator()).OverridePropertyName("massDeleteGuard");
        RuleFor(spec => spec.DeadLetters).SetValidator(new DeadLetterSettingsValidator()).OverridePropertyName("deadLetters");
        RuleFor(spec => spec.Runtime.BatchSize).Range("runtime.batchSize", RuntimeSettings.BatchSizeRange);
        RuleFor(spec => spec.Runtime.Workers).Range("runtime.workers", RuntimeSettings.WorkersRange);
        When(static spec => spec.BigPeer?.Endpoint is not null, () =>
            RuleFor(spec => spec.BigPeer!.Endpoint!).Check("bigPeer.endpoint", static endpoint => ConnectionRules.Endpoint(endpoint) ?? NameRules.Length(endpoint, LongestEndpoint)));
        RuleFor(spec => spec.Runtime.Image).Check("runtime.image", static image => image is null ? null : NameRules.Length(image, LongestImage));
        When(static spec => spec.BigPeer?.ApiKeySecret is not null, () =>
            RuleFor(spec => spec.BigPeer!.ApiKeySecret!).SetValidator(new SecretKeySpecValidator()).OverridePropertyName("bigPeer.apiKeySecret"));
        When(static spec => spec.BigPeer?.CaSecret is not null, () =>
            RuleFor(spec => spec.BigPeer!.CaSecret!).SetValidator(new SecretKeySpecValidator()).OverridePropertyName("bigPeer.caSecret"));
        When(static spec => spec.BigPeer?.PollInterval is not null, () =>
            RuleFor(spec => spec.BigPeer!.PollInterval!.Value).Range("bigPeer.pollInterval", BigPeerSettings.PollIntervalRange));
    }
}
