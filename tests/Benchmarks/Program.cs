using System.Globalization;
using Benchmarks;

if (args is not ["operator", .. var sizes])
{
    await Console.Error.WriteLineAsync("Benchmarks operator [BRIDGES…]: how the operator does with so many bridges, 100 and 1000 by default.");
    return 2;
}
await OperatorBenchmark.RunAsync(sizes.Length == 0 ? [100, 1000] : [.. sizes.Select(s => int.Parse(s, CultureInfo.InvariantCulture))]);
return 0;
