namespace ControllerRuntime.Client;

/// <summary>Failures below HTTP.</summary>
internal static class Transport
{
    public static bool IsFailure(Exception e) => e is HttpRequestException or IOException;

    /// <summary>The innermost reason says what happened; the outer ones only that something did.</summary>
    public static KubeException Failed(string what, Exception e) => new(KubeErrorKind.Unreachable, $"{what}: the API server cannot be reached: {e.GetBaseException().Message}", e);
}
