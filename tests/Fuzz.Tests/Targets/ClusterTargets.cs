using System.Buffers;
using System.Text;
using System.Text.Json;
using BridgeModel;
using ControllerRuntime.Client;
using Operator.Bridges;
using Operator.Secrets;
using Operator.Secrets.Aws;
using Operator.Workloads;

namespace Fuzz.Tests.Targets;

/// <summary>What the API server, AWS and a runtime send to the operator.</summary>
internal static class ClusterTargets
{
    private static readonly AwsSecretsManagerSpec Secret = new() { SecretId = "s", Region = "us-east-1", RoleArn = "r" };

    public static IEnumerable<FuzzTarget> All =>
    [
        new("watch-frame", FuzzTarget.Texts("""
            {"type":"MODIFIED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a-0","namespace":"n","uid":"u","resourceVersion":"7","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"a":"b"},"ownerReferences":[{"kind":"StatefulSet","name":"a","uid":"x","controller":true}]},"status":{"phase":"Running","podIP":"10.0.0.1","conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"c","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}}
            """, """{"object":{"metadata":{"resourceVersion":"9"}},"type":"BOOKMARK"}"""), Samples.JsonPieces, bytes => Frame<Pod>(bytes, Pod.Type.ObjectJson), typeof(KubeException)),
        new("watch-frames-of-bridges", FuzzTarget.Texts("""
            {"type":"ADDED","object":{"apiVersion":"ditto.live/v1alpha1","kind":"BigPeerDataBridge","metadata":{"name":"a","namespace":"n","generation":3,"finalizers":["x"]},"spec":{"suspend":true},"status":{"observedGeneration":3,"conditions":[{"type":"Ready","status":"True","reason":"InStep","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}}
            """), Samples.JsonPieces, bytes => Frame<BigPeerDataBridge>(bytes, BigPeerDataBridge.Type.ObjectJson), typeof(KubeException)),
        new("runtime-status", FuzzTarget.Texts("""
            {"bridge":"a","version":"1","conditions":[{"type":"Ready","status":"True","reason":"InStep","message":"m"}],"collections":[{"name":"docs","documents":3,"lagSeconds":0.5,"snapshot":{"done":true}}],"problems":[{"reason":"AuthenticationFailed","message":"m","remedy":"r"}],"lag":{"mongodbToBigPeerSeconds":0}}
            """), Samples.JsonPieces, bytes => JsonSerializer.Deserialize(bytes, OperatorJson.Default.RuntimeReport) is null ? "null" : "report", typeof(JsonException)),
        new("aws-secret", FuzzTarget.Texts("mongodb://u:p@h/", """{"connectionString":"mongodb://h/","other":1}"""), Samples.JsonPieces, AwsSecret),
    ];

    private static string Frame<T>(byte[] bytes, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json)
        where T : class, ControllerRuntime.Objects.IKubeObject => WatchFrame.Read(new ReadOnlySequence<byte>(bytes), json, "watch")?.Type.ToString() ?? "unknown";

    private static string AwsSecret(byte[] bytes)
    {
        var result = AwsSecretText.Read(new AwsSecretValue { SecretString = Encoding.UTF8.GetString(bytes) }, Secret);
        return result.Problem?.Reason ?? "read";
    }
}
