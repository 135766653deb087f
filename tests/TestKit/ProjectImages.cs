namespace TestKit;

/// <summary>The images of the programs as they stand in the checkout, built without a registry by images/build, in a store of the project's own.</summary>
/// <param name="Operator">The operator's.</param>
/// <param name="Runtime">The bridge runtime's.</param>
public sealed record ProjectImages(string Operator, string Runtime)
{
    /// <summary>Publishing and building both from nothing, on a machine that does much else.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    private static string Folder => Path.Combine(RepositoryFolder.Path, "images");

    /// <summary>podman with the store that holds them.</summary>
    public static string Podman => Path.Combine(Folder, "podman");

    /// <summary>Builds what is not there yet.</summary>
    /// <exception cref="InvalidOperationException">It can't be built; says why.</exception>
    public static async Task<ProjectImages> BuildAsync()
    {
        await using var build = ChildProcess.Start(Path.Combine(Folder, "build"), ["--offline"]);
        if (await build.ExitAsync(BuildLimit) != 0) throw new InvalidOperationException($"The images could not be built.\n{build.LastLines()}");
        return new ProjectImages(Name("operator"), Name("runtime"));

        string Name(string program) => build.Output.Select(l => l.Split(' ')).Single(l => l[0] == program)[1];
    }

    /// <summary>The bill of materials beside an image.</summary>
    /// <param name="program"><c>operator</c> or <c>runtime</c>.</param>
    public static string BillOfMaterials(string program) => Path.Combine(RepositoryFolder.Path, "artifacts", "images", $"{program}.cdx.json");
}
