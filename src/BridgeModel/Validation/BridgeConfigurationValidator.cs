using System.Net;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>bridge.yaml</c>.</summary>
internal sealed class BridgeConfigurationValidator : AbstractValidator<BridgeConfiguration>
{
    public BridgeConfigurationValidator()
    {
        RuleFor(configuration => configuration.Name).Check("name", NameRules.Bridge);
        RuleFor(configuration => configuration.MongoConnector).SetValidator(MongoConnectorSpecValidator.ForStandAlone).OverridePropertyName("mongoConnector");
        RuleFor(configuration => configuration.BigPeer).SetValidator(new BigPeerSettingsValidator()).OverridePropertyName("bigPeer");
        RuleFor(configuration => configuration.Runtime).SetValidator(new RuntimeSettingsValidator()).OverridePropertyName("runtime");
        RuleFor(configuration => configuration.MassDeleteGuard).SetValidator(new MassDeleteGuardSettingsValidator()).OverridePropertyName("massDeleteGuard");
        RuleFor(configuration => configuration.DeadLetters).SetValidator(new DeadLetterSettingsValidator()).OverridePropertyName("deadLetters");
        RuleFor(configuration => configuration.Status).SetValidator(new ListenSettingsValidator()).OverridePropertyName("status");
        RuleFor(configuration => configuration.Metrics).SetValidator(new ListenSettingsValidator()).OverridePropertyName("metrics");
        RuleFor(configuration => configuration.Metrics).Check("metrics.port", static (configuration, metrics) => Collide(configuration.Status, metrics)
            ? "is the port of status too; give them different ones, or 0 for any free one"
            : null);
    }

    private static bool Collide(ListenSettings status, ListenSettings metrics) =>
        status.Port == metrics.Port && status.Port != 0 && (status.Address == metrics.Address || IsAny(status.Address) || IsAny(metrics.Address));

    private static bool IsAny(string address) =>
        IPAddress.TryParse(address, out var parsed) && (parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any));
}
