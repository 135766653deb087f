using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ControllerRuntime.Configuration;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Polly;

namespace ControllerRuntime.Client;

/// <summary>
/// The API server's verbs over HTTP. A call that the server turned away unheard (429, or 503 with a time) is tried again; every other failure is the
/// caller's to judge, as a <see cref="KubeException"/>.
/// </summary>
/// <remarks>KubernetesClient is not to be had from the package sources at hand; this is the seam where it would go.</remarks>
public sealed class KubeClient : IDisposable
{
    private const string MergePatch = "application/merge-patch+json";
    private const string ApplyPatch = "application/apply-patch+yaml";
    private const string JsonOnly = "application/json";

    private readonly KubeClientOptions _options;
    private readonly ControllerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ICredential _credential;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<HttpResponseMessage> _turnedAway;

    /// <param name="configuration">Which server, and as whom.</param>
    /// <param name="options">How to call.</param>
    /// <param name="metrics">Counts the calls.</param>
    /// <param name="time">Times waits.</param>
    /// <param name="random">Jitter, from 0 to 1.</param>
    public KubeClient(KubeConfiguration configuration, KubeClientOptions options, ControllerMetrics metrics, TimeProvider time, Func<double> random)
    {
        (_options, _metrics, _time, _credential) = (options, metrics, time, configuration.Credential);
        _http = new HttpClient(configuration.MakeHandler()) { BaseAddress = configuration.Server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        Contact = new ServerContact(time);
        _turnedAway = TurnedAway.Pipeline(options, metrics, time, random);
    }

    /// <summary>Whether the server answers.</summary>
    public ServerContact Contact { get; }

    /// <returns>Null where there is no such object.</returns>
    public async Task<T?> FindAsync<T>(ResourceType<T> type, ObjectKey key, CancellationToken cancellation)
        where T : class, IKubeObject
    {
        try
        {
            return await CallAsync(type, "get", HttpMethod.Get, type.PathOf(key), content: null, type.ObjectJson, cancellation);
        }
        catch (KubeException e) when (e.Kind == KubeErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Every object, page after page. Where a page's token has become too old meanwhile, the list fails with <see cref="KubeErrorKind.Expired"/>.</summary>
    public async IAsyncEnumerable<KubeList<T>> ListAsync<T>(ResourceType<T> type, ListOptions options, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class, IKubeObject
    {
        string? next = null;
        do
        {
            var path = type.PathOf(options.Namespace) + Query([
                ("limit", options.PageSize.ToString(CultureInfo.InvariantCulture)), ("continue", next),
                ("labelSelector", options.LabelSelector), ("fieldSelector", options.FieldSelector)]);
            var page = await CallAsync(type, "list", HttpMethod.Get, path, content: null, type.ListJson, cancellation);
            yield return page;
            next = page.Metadata.Continue;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <summary>What happens to objects from a version on, bookmarks included. It ends when the server ends it.</summary>
    /// <exception cref="KubeException">
    /// <see cref="KubeErrorKind.Expired"/>: list again. <see cref="KubeErrorKind.Stalled"/>: the watch said nothing for longer than a living one does.
    /// </exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(ResourceType<T> type, ListOptions options, WatchOptions from, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class, IKubeObject
    {
        var what = $"watch {type.Plural}";
        var path = type.PathOf(options.Namespace) + Query([
            ("watch", "1"), ("allowWatchBookmarks", "true"), ("resourceVersion", from.ResourceVersion),
            ("timeoutSeconds", ((long)from.Duration.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            ("labelSelector", options.LabelSelector), ("fieldSelector", options.FieldSelector)]);
        using var idle = new IdleLimit(from.IdleLimit, what, _time, cancellation);
        using var answer = await idle.GuardAsync(c => SendAsync(type, "watch", HttpMethod.Get, path, content: null, c));
        if (!answer.IsSuccessStatusCode) throw await KubeErrors.OfAsync(answer, what, idle.Token);
        await using var lines = new WatchLines(await idle.GuardAsync(answer.Content.ReadAsStreamAsync));
        while (await idle.GuardAsync(c => lines.NextAsync(what, c).AsTask()) is { } line)
        {
            var told = WatchFrame.Read(line, type.ObjectJson, what);
            lines.Consumed();
            Contact.Answered();
            if (told is { } known) yield return known;
        }
    }

    /// <exception cref="KubeException"><see cref="KubeErrorKind.AlreadyExists"/> and the rest.</exception>
    public Task<T> CreateAsync<T>(ResourceType<T> type, string? space, T thing, CancellationToken cancellation)
        where T : class, IKubeObject =>
        CallAsync(type, "create", HttpMethod.Post, type.PathOf(space), JsonContent.Create(thing, type.ObjectJson), type.ObjectJson, cancellation);

    /// <summary>Writes an object as it was read and changed; fails with <see cref="KubeErrorKind.Conflict"/> when somebody else was first.</summary>
    public Task<T> ReplaceAsync<T>(ResourceType<T> type, T thing, CancellationToken cancellation)
        where T : class, IKubeObject =>
        CallAsync(type, "update", HttpMethod.Put, type.PathOf(ObjectKey.Of(thing)), JsonContent.Create(thing, type.ObjectJson), type.ObjectJson, cancellation);

    /// <summary>Server-side apply: the fields given become the manager's, those it gave before and does not give now go.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">Which object; it is created where it is not there.</param>
    /// <param name="thing">The object with <c>apiVersion</c>, <c>kind</c> and <c>metadata.name</c>, and nothing that somebody else is to own.</param>
    /// <param name="manager">The field manager's name.</param>
    /// <param name="force">Whether fields of other managers are taken over; else they are a <see cref="KubeErrorKind.Conflict"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<T> ApplyAsync<T>(ResourceType<T> type, ObjectKey key, JsonNode thing, string manager, bool force, CancellationToken cancellation)
        where T : class, IKubeObject =>
        CallAsync(type, "apply", HttpMethod.Patch, type.PathOf(key) + Query([("fieldManager", manager), ("force", force ? "true" : "false")]), Body(thing, ApplyPatch), type.ObjectJson, cancellation);

    /// <summary>Merges the given fields; a null removes one.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="key">Which object.</param>
    /// <param name="patch">The fields. A <c>metadata.resourceVersion</c> among them makes the call conditional.</param>
    /// <param name="subresource">Such as <c>status</c>; null: the object itself.</param>
    /// <param name="manager">The field manager's name.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<T> PatchAsync<T>(ResourceType<T> type, ObjectKey key, JsonNode patch, string? subresource, string manager, CancellationToken cancellation)
        where T : class, IKubeObject =>
        CallAsync(
            type, "patch", HttpMethod.Patch, type.PathOf(key) + (subresource is null ? "" : $"/{subresource}") + Query([("fieldManager", manager)]), Body(patch, MergePatch), type.ObjectJson, cancellation);

    /// <returns>False where there was no such object.</returns>
    /// <exception cref="KubeException"><see cref="KubeErrorKind.Conflict"/>: a precondition does not hold.</exception>
    public async Task<bool> DeleteAsync<T>(ResourceType<T> type, ObjectKey key, DeleteOptions options, CancellationToken cancellation)
        where T : class, IKubeObject
    {
        using var limit = Limit(cancellation);
        using var answer = await TranslateAsync(
            $"delete {type.Plural}",
            c => SendAsync(type, "delete", HttpMethod.Delete, type.PathOf(key), () => JsonContent.Create(options, KubeJson.Default.DeleteOptions), c),
            limit.Token, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        if (!answer.IsSuccessStatusCode) throw await KubeErrors.OfAsync(answer, $"delete {type.Plural} {key}", limit.Token);
        return true;
    }

    /// <summary>A plain GET below the server's address, such as a pod's endpoint through the API server's proxy.</summary>
    /// <returns>The body, at most <paramref name="most"/> bytes of it.</returns>
    public async Task<byte[]> GetRawAsync(string path, int most, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        return await TranslateAsync($"get {path}", async c =>
        {
            using var answer = await SendAsync(resource: null, "proxy", HttpMethod.Get, path, content: null, c);
            if (!answer.IsSuccessStatusCode) throw await KubeErrors.OfAsync(answer, $"get {path}", c);
            await answer.Content.LoadIntoBufferAsync(most, c);
            return await answer.Content.ReadAsByteArrayAsync(c);
        }, limit.Token, cancellation);
    }

    /// <summary>A call to what stands behind the API server's proxy, such as a pod's endpoint.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below the server's address.</param>
    /// <param name="headers">Further headers; the proxy takes <c>Authorization</c> away, which is the API server's own.</param>
    /// <param name="body">JSON; null: none.</param>
    /// <param name="most">How many bytes of the answer are read at most.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>What the other end answered, whatever its code.</returns>
    /// <exception cref="KubeException">The API server itself refused, or could not reach the other end.</exception>
    public async Task<(int Code, byte[] Body)> ProxyAsync(HttpMethod method, string path, IReadOnlyDictionary<string, string> headers, byte[]? body, int most, CancellationToken cancellation)
    {
        using var limit = Limit(cancellation);
        return await TranslateAsync($"{method} {path}", async c =>
        {
            using var answer = await SendAsync(resource: null, "proxy", method, path, body is null ? null : () => Again(body, MediaTypeHeaderValue.Parse(JsonOnly)), c, headers);
            await answer.Content.LoadIntoBufferAsync(most, c);
            // What the API server says of itself is a Status; the other end never says that.
            if (!answer.IsSuccessStatusCode && await KubeErrors.IsOwnAsync(answer, c)) throw await KubeErrors.OfAsync(answer, $"{method} {path.Split('?')[0]}", c);
            return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(c));
        }, limit.Token, cancellation);
    }

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> CallAsync<T, TAnswer>(
        ResourceType<T> type, string verb, HttpMethod method, string path, HttpContent? content, JsonTypeInfo<TAnswer> json, CancellationToken cancellation)
        where T : class, IKubeObject
    {
        // Read once, so that each try can send it again.
        var body = content is null ? null : await content.ReadAsByteArrayAsync(cancellation);
        using var limit = Limit(cancellation);
        return await TranslateAsync($"{verb} {type.Plural}", async c =>
        {
            using var answer = await SendAsync(type, verb, method, path, body is null ? null : () => Again(body, content!.Headers.ContentType), c);
            if (!answer.IsSuccessStatusCode) throw await KubeErrors.OfAsync(answer, $"{verb} {path.Split('?')[0]}", c);
            return await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(c), json, c)
                ?? throw new KubeException(KubeErrorKind.BadAnswer, $"{verb} {type.Plural}: the answer is empty");
        }, limit.Token, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(IResourceType? resource, string verb, HttpMethod method, string path, Func<HttpContent>? content, CancellationToken cancellation, IReadOnlyDictionary<string, string>? headers = null)
    {
        try
        {
            var answer = await TrySendAsync(resource, verb, method, path, content, headers, cancellation);
            // What comes through the server's proxy is somebody else's answer.
            if ((int)answer.StatusCode < 500 || resource is null) Contact.Answered();
            else Contact.Failed($"it answers {(int)answer.StatusCode}");
            return answer;
        }
        catch (Exception e) when (Transport.IsFailure(e))
        {
            Contact.Failed(e.GetBaseException().Message);
            throw;
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(
        IResourceType? resource, string verb, HttpMethod method, string path, Func<HttpContent>? content, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellation)
    {
        var answer = await _turnedAway.ExecuteAsync(async c =>
        {
            using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Content = content?.Invoke() };
            request.Headers.Accept.ParseAdd(resource is { IsMetadataOnly: true } ? MetadataOf(verb) : JsonOnly);
            foreach (var (name, value) in headers ?? FrozenDictionary<string, string>.Empty) request.Headers.Add(name, value);
            if (await _credential.AuthorizationAsync(c) is { } authorization) request.Headers.Authorization = authorization;
            using var call = _metrics.Call(verb, resource?.Plural ?? "");
            var got = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, c);
            call.Answered((int)got.StatusCode);
            return got;
        }, cancellation);
        // The next call brings a fresh credential, if there is one.
        if (answer.StatusCode == HttpStatusCode.Unauthorized) _credential.Refused();
        return answer;
    }

    /// <summary>Every way in which HTTP can fail becomes one exception; a cancellation by the caller stays one.</summary>
    private async Task<TAnswer> TranslateAsync<TAnswer>(string what, Func<CancellationToken, Task<TAnswer>> call, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return await call(limit);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            Contact.Failed("it does not answer in time");
            throw new KubeException(KubeErrorKind.TimedOut, $"{what}: the API server did not answer in time", e);
        }
        catch (Exception e) when (Transport.IsFailure(e))
        {
            throw Transport.Failed(what, e);
        }
        catch (JsonException e)
        {
            throw new KubeException(KubeErrorKind.BadAnswer, $"{what}: the answer is not the JSON that it should be: {e.Message}", e);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        return limit;
    }

    private static string MetadataOf(string verb) =>
        $"application/json;as={(verb == "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata")};g=meta.k8s.io;v=v1";

    private static StringContent Body(JsonNode body, string type) => new(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse(type));

    private static ByteArrayContent Again(byte[] body, MediaTypeHeaderValue? type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type;
        return content;
    }

    private static string Query(IEnumerable<(string Name, string? Value)> parameters) =>
        "?" + string.Join('&', parameters.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
}
