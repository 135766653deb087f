using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging;

namespace ControllerRuntime.Events;

/// <summary>
/// Tells events about objects, in the background and without holding anybody up. The same event again raises the first one's count, and so does one that
/// differs in numbers alone: something that happens again and again stays one event. Events are news, not
/// state: what cannot be told is counted and logged, and the object's conditions still say it.
/// </summary>
public sealed partial class EventRecorder(KubeClient client, string component, string instance, ControllerMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>Several hundred bytes each.</summary>
    private const int MostWaiting = 1000;

    /// <summary>As many as are remembered, so that the same event is counted up; then all are forgotten, which costs a second event of a kind.</summary>
    private const int MostRemembered = 4096;

    /// <summary>The API server refuses longer messages.</summary>
    private const int LongestMessage = 1024;

    private readonly Channel<KubeEvent> _waiting = Channel.CreateBounded<KubeEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Dictionary<(string Uid, string Type, string Reason, string Words), (ObjectKey Key, int Count)> _told = [];

    /// <summary>Tells an event soon; never waits.</summary>
    /// <param name="about">The object.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="isWarning">Whether a person should look.</param>
    /// <param name="reason">A word in CamelCase.</param>
    /// <param name="message">A sentence, without secrets.</param>
    public void Tell<T>(T about, ResourceType<T> type, bool isWarning, string reason, string message)
        where T : class, IKubeObject
    {
        var now = time.GetUtcNow();
        var subject = new EventSubject
        {
            ApiVersion = type.ApiVersion,
            Kind = type.Kind,
            Namespace = about.Metadata.Namespace ?? "",
            Name = about.Metadata.Name,
            Uid = about.Metadata.Uid ?? "",
            ResourceVersion = about.Metadata.ResourceVersion,
        };
        var told = new KubeEvent
        {
            // As the server's own clients name them.
            Metadata = new ObjectMeta { Name = string.Create(CultureInfo.InvariantCulture, $"{about.Metadata.Name}.{Guid.NewGuid().ToString("N")[..16]}"), Namespace = about.Metadata.Namespace ?? "default" },
            InvolvedObject = subject,
            Type = isWarning ? "Warning" : "Normal",
            Reason = reason,
            Message = message.Length <= LongestMessage ? message : message[..(LongestMessage - 1)] + "…",
            ReportingComponent = component,
            ReportingInstance = instance,
            Source = new EventSource { Component = component },
            FirstTimestamp = now,
            LastTimestamp = now,
        };
        if (!_waiting.Writer.TryWrite(told)) Lost(told, "too many events wait");
    }

    /// <summary>Sends what is told, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var told in _waiting.Reader.ReadAllAsync(cancellation))
        {
            try
            {
                await SendAsync(told, cancellation);
                metrics.EventsEnded("told");
            }
            catch (KubeException e)
            {
                Lost(told, e.Message);
            }
        }
    }

    private async Task SendAsync(KubeEvent told, CancellationToken cancellation)
    {
        var same = (told.InvolvedObject.Uid, told.Type, told.Reason, Numbers().Replace(told.Message, "#"));
        if (_told.TryGetValue(same, out var first))
        {
            var patch = new JsonObject { ["count"] = first.Count + 1, ["message"] = told.Message, ["lastTimestamp"] = told.LastTimestamp!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
            try
            {
                await client.PatchAsync(KubeEvent.ResourceType, first.Key, patch, subresource: null, component, cancellation);
                _told[same] = (first.Key, first.Count + 1);
                return;
            }
            catch (KubeException e) when (e.Kind == KubeErrorKind.NotFound)
            {
                // The server forgets events after an hour.
            }
        }
        if (_told.Count >= MostRemembered) _told.Clear();
        await client.CreateAsync(KubeEvent.ResourceType, told.Metadata.Namespace, told, cancellation);
        _told[same] = (ObjectKey.Of(told), 1);
    }

    private void Lost(KubeEvent told, string reason)
    {
        metrics.EventsEnded("lost");
        logger.EventLost(new ObjectKey(told.InvolvedObject.Namespace, told.InvolvedObject.Name), reason);
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
