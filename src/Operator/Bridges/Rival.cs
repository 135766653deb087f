using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>An older bridge, and the collections that it serves already.</summary>
/// <param name="Bridge">Which.</param>
/// <param name="Collections">Those that both name.</param>
/// <param name="IsNamesake">Whether it has the same name in another namespace: then the two would share their state, whatever their collections are.</param>
internal sealed record Rival(ObjectKey Bridge, IReadOnlyList<string> Collections, bool IsNamesake);
