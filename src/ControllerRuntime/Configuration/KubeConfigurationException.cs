namespace ControllerRuntime.Configuration;

/// <summary>How to reach the API server is not known: the message names the file and the field.</summary>
public sealed class KubeConfigurationException(string message) : Exception(message);
