namespace Benchmarks.Figures;

/// <summary>A figure that was accepted as what this project does on the machine that the file names.</summary>
internal sealed record AcceptedFigure(string Unit, double Median, double Min, double Max, int Runs);
