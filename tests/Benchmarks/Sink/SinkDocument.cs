using System.Runtime.InteropServices;

namespace Benchmarks.Sink;

/// <summary>Where in a request's body a document lies, and what the load generator wrote into it.</summary>
/// <param name="Start">Of its first byte.</param>
/// <param name="End">Behind its last.</param>
/// <param name="IdStart">Of its <c>_id</c>; for an element that is no object, the element is the id.</param>
/// <param name="IdEnd">Behind that.</param>
/// <param name="Round">Its <c>n</c>; 0: it has none.</param>
/// <param name="CommittedAt">Its <c>t</c>; 0: it has none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SinkDocument(int Start, int End, int IdStart, int IdEnd, long Round, long CommittedAt);
