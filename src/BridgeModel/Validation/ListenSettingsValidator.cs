using System.Net;
using System.Net.Sockets;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>status</c> and <c>metrics</c>.</summary>
internal sealed class ListenSettingsValidator : AbstractValidator<ListenSettings>
{
    public ListenSettingsValidator()
    {
        RuleFor(listen => listen.Address).Check("address", static address => IsAddress(address)
            ? null
            : "must be an IP address, such as 0.0.0.0 for all or 127.0.0.1 for this machine only");
        RuleFor(listen => listen.Port).Range("port", (0, 65535));
    }

    // .NET also reads "1" and "0x7f.1" as IPv4 addresses; nobody means that here.
    private static bool IsAddress(string address) => IPAddress.TryParse(address, out var parsed)
        && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == address);
}
