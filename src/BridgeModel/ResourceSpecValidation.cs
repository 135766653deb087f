using System.Collections.Immutable;
using BridgeModel.Validation;

namespace BridgeModel;

/// <summary>Judges the specs of the <c>BigPeerDataBridge</c> resource by the rules that <c>bridge.yaml</c> has too.</summary>
public static class ResourceSpecValidation
{
    private static readonly MongoConnectorSpecValidator MongoConnector = MongoConnectorSpecValidator.ForResource;

    /// <summary>Everything that is wrong with the block, each with its path below <paramref name="path"/>; empty when it is valid.</summary>
    public static ImmutableArray<BridgeError> Validate(MongoConnectorSpec spec, string path = "spec.bridge.mongoConnector") =>
        [.. MongoConnector.Validate(spec).Errors.Select(failure => new BridgeError($"{path}.{failure.PropertyName}", 0, 0, failure.ErrorMessage))];
}
