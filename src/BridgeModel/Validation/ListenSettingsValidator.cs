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
        RuleFor(listen => listen.Token).Check("token", static token => token is null || IsToken(token.Reveal())
            ? null
            : "must be 16 to 512 printable ASCII characters without blanks, for it is sent in an HTTP header; `openssl rand -hex 32` makes one");
    }

    private static bool IsToken(string token) => token.Length is >= 16 and <= 512 && token.All(static c => c is > ' ' and <= '~');

    // .NET also reads "1" and "0x7f.1" as IPv4 addresses; nobody means that here.
    private static bool IsAddress(string address) => IPAddress.TryParse(address, out var parsed)
        && (parsed.AddressFamily == AddressFamily.InterNetworkV6 || parsed.ToString() == address);
}
