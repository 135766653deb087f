namespace Fuzz.Tests;

/// <summary>What a run found.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Seed">Gives the same inputs again.</param>
/// <param name="Inputs">How many were tried.</param>
/// <param name="Refused">Of these, how many were answered with an exception that is declared.</param>
/// <param name="Kinds">Different answers.</param>
/// <param name="MostAllocated">The most bytes that one input cost.</param>
/// <param name="Seconds">How long it ran.</param>
internal sealed record FuzzResult(string Target, int Seed, long Inputs, long Refused, int Kinds, long MostAllocated, double Seconds);
