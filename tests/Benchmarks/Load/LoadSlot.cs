using System.Runtime.InteropServices;

namespace Benchmarks.Load;

/// <summary>Where in a prepared batch a document's id, round and time lie; 0: it has none.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoadSlot(int Id, int Round, int Time);
