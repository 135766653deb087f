using System.Text.Json.Serialization;

namespace BridgeRuntime.Verification;

/// <summary>Where keys are read from, in this order; what an earlier phase has named is not named again.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<KeyPhase>))]
internal enum KeyPhase
{
    /// <summary>What was agreed on before.</summary>
    Ledger,

    /// <summary>Documents of MongoDB's that the ledger does not know.</summary>
    MongoDB,

    /// <summary>Documents of the Big Peer's that the ledger does not know.</summary>
    BigPeer,

    End,
}
