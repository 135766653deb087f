using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>An older bridge, and the collections that it serves already.</summary>
internal sealed record Rival(ObjectKey Bridge, IReadOnlyList<string> Collections);
