using System.Text.Json.Nodes;

namespace Conformance.Tests.Clients;

/// <summary>A real client that runs requests and judges nothing.</summary>
public interface ICaseClient : IAsyncDisposable
{
    /// <param name="request">
    /// <c>op</c> and its arguments in canonical Extended JSON: <c>command</c>, <c>find</c>, <c>aggregate</c>, <c>bulkWrite</c>, <c>watch</c>, <c>next</c>,
    /// <c>close</c>, <c>startSession</c>, <c>startTransaction</c>, <c>commitTransaction</c>, <c>abortTransaction</c>, <c>endSession</c>, <c>reset</c>.
    /// </param>
    /// <returns><c>{reply}</c> as the server sent it, an error too, or <c>{documents}</c>, or <c>{failure}</c> when the client itself failed.</returns>
    Task<JsonObject> RunAsync(JsonObject request, CancellationToken cancellation);
}
