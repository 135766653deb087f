namespace ProgramEndpoints.Http;

/// <summary>Where to listen, and how the user calls the two options, for messages.</summary>
/// <param name="Address">An IP address; <c>0.0.0.0</c> and <c>::</c> are all of the machine.</param>
/// <param name="Port">0 takes a free one.</param>
/// <param name="AddressOption">Such as <c>status.address</c>.</param>
/// <param name="PortOption">Such as <c>status.port</c>.</param>
public sealed record ListenTarget(string Address, int Port, string AddressOption, string PortOption);
