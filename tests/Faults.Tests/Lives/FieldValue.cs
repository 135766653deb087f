namespace Faults.Tests.Lives;

/// <summary>A value that one write alone writes, so that whoever finds it knows from where it is.</summary>
/// <param name="Normal">As the checker compares it, on whichever side it was read.</param>
/// <param name="Mongo">As Extended JSON.</param>
/// <param name="Ditto">As JSON of the collection's mode.</param>
internal sealed record FieldValue(string Normal, string Mongo, string Ditto)
{
    public static FieldValue Text(string token) => new($"\"{token}\"", $"\"{token}\"", $"\"{token}\"");
}
