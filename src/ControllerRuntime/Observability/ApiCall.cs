namespace ControllerRuntime.Observability;

/// <summary>One call to the API server, counted when it ends.</summary>
internal sealed class ApiCall(ControllerMetrics metrics, string verb, string resource, long began) : IDisposable
{
    private int _code;

    public void Answered(int code) => _code = code;

    public void Dispose() => metrics.Called(verb, resource, _code, began);
}
