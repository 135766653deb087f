namespace BridgeModel;

/// <summary>The <c>runtime</c> block of the resource. What a pod has too (resources, affinity and so on) is handed on as it is and not read here.</summary>
public sealed record RuntimeResourceSpec
{
    /// <summary>The image of the bridge runtime; null: the operator's default.</summary>
    public string? Image { get; init; }

    /// <summary>As <see cref="RuntimeSettings.BatchSize"/>.</summary>
    public int BatchSize { get; init; } = new RuntimeSettings().BatchSize;

    /// <summary>As <see cref="RuntimeSettings.Workers"/>.</summary>
    public int Workers { get; init; } = new RuntimeSettings().Workers;

    /// <summary>As <see cref="RuntimeSettings.LogLevel"/>.</summary>
    public BridgeLogLevel LogLevel { get; init; } = BridgeLogLevel.Information;
}
