using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BridgeModel;

/// <summary>What reading gave: a valid configuration, or everything that is wrong with it, in the order of the file.</summary>
public sealed class BridgeConfigurationResult
{
    internal BridgeConfigurationResult(BridgeConfiguration configuration)
    {
        Configuration = configuration;
        Errors = [];
    }

    internal BridgeConfigurationResult(ImmutableArray<BridgeError> errors) => Errors = errors;

    /// <summary>The configuration, only when nothing is wrong.</summary>
    public BridgeConfiguration? Configuration { get; }

    /// <summary>What is wrong; empty when <see cref="Configuration"/> is there.</summary>
    public ImmutableArray<BridgeError> Errors { get; }

    /// <summary>Whether there is a configuration.</summary>
    [MemberNotNullWhen(true, nameof(Configuration))]
    public bool IsValid => Configuration is not null;
}
