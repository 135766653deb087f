using BridgeModel.Validation;

namespace BridgeModel;

/// <summary>Judges values that the operator finds outside of the resource. Each gives what is wrong, never the value, or null.</summary>
public static class BridgeValueRules
{
    public static string? ConnectionString(Secret connectionString) => ConnectionRules.ConnectionString(connectionString);

    public static string? Endpoint(string endpoint) => ConnectionRules.Endpoint(endpoint);

    public static string? ApiKey(Secret key) => ConnectionRules.ApiKey(key);

    public static string? Authorities(string pem) => ConnectionRules.Authorities(pem);
}
