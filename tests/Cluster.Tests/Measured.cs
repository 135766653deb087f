using System.Globalization;

namespace Cluster.Tests;

/// <summary>Figures that are printed and never judged.</summary>
internal static class Measured
{
    public static void Say(string what, TimeSpan took) => TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: {what}: {took.TotalSeconds:0.0} s"));
}
