namespace Architecture.Tests;

/// <summary>A file of the repository: its path below the root, with '/', and its text.</summary>
internal sealed record SourceFile(string Path, string Text);
