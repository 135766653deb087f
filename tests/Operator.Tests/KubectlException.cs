namespace Operator.Tests;

internal sealed class KubectlException(string message) : Exception(message);
