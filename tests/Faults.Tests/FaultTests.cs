using System.Globalization;
using Faults.Tests.Lives;
using Faults.Tests.Rig;
using TestKit;

namespace Faults.Tests;

/// <summary>
/// Nothing is lost and nothing is stuck, whatever breaks. <c>FAULT_MINUTES</c> says how long (2), <c>FAULT_SEED</c> which faults, victims and users (the day's).
/// </summary>
internal sealed class FaultTests
{
    private const int Documents = 1000;

    /// <summary>Writes by the bridges for one write of a user, at most: more would be an echo that goes round.</summary>
    private const int WritesPerWrite = 3;

    private const double MostPace = 4;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>Both bridges until they follow MongoDB's changes, on two cores that do nothing else.</summary>
    private static readonly TimeSpan StartOfAnIdleMachine = TimeSpan.FromSeconds(3);

    private static readonly IReadOnlyList<CollectionPlan> OfTheFirst =
    [
        new("plain", IdentityKind.TextId) { IsStrict = true },
        new("maps", IdentityKind.OneField) { HasCounter = true },
        new("typed", IdentityKind.TextId) { IsEjson = true, HasCounter = true },
    ];

    private static readonly IReadOnlyList<CollectionPlan> OfTheSecond =
    [
        new("compound", IdentityKind.TwoFields) { HasCounter = true },
        new("wrapped", IdentityKind.ObjectId) { IsEjson = true },
    ];

    [Test]
    public async Task Both_sides_end_equal_and_every_acknowledged_write_is_accounted_for()
    {
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        var minutes = Number("FAULT_MINUTES") ?? 2;
        var seed = (int)(Number("FAULT_SEED") ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().DateTime).DayNumber);
        var folder = Path.Combine(RepositoryFolder.Path, "artifacts", "test-results", "faults");
        await TestContext.Progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"faults: seed {seed}, {minutes} minutes"));

        // By turns each collection has each policy.
        string[] policies = seed % 2 == 0 ? ["mongodb", "bigPeer"] : ["bigPeer", "mongodb"];
        await using var rig = await FaultRig.StartAsync(Path.Combine(folder, $"seed-{seed}"), ("first", policies[0], OfTheFirst), ("second", policies[1], OfTheSecond));
        var began = TimeProvider.System.GetTimestamp();
        foreach (var bridge in rig.Bridges) await bridge.LaunchAsync();
        foreach (var bridge in rig.Bridges) await bridge.WorksAsync(StartLimit);
        var pace = Math.Clamp(TimeProvider.System.GetElapsedTime(began) / StartOfAnIdleMachine, 1, MostPace);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes + 6), TimeProvider.System);
        var report = await new FaultRun(rig, seed, TimeSpan.FromMinutes(minutes), Documents, pace).RunAsync(limit.Token);

        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"report-seed-{seed}.json"));
        await File.WriteAllTextAsync(file, report.ToJson(), CancellationToken.None);
        TestContext.Out.WriteLine($"measured: faults, seed {seed}, {minutes} min: {report.Faults.Values.Sum()} faults, {report.Restarts} restarts, {report.Documents} documents, {report.UserWritesInMongo} + {report.UserWritesAtBigPeer} writes, "
            + $"{report.BridgeWritesInMongo} + {report.BridgeWritesAtBigPeer} by the bridges, {report.Conflicts} conflicts, {report.Echoes} echoes, equal after {report.SecondsUntilEqual} s, {report.Losses} lost");
        TestContext.Out.WriteLine(report.ToJson());
        Assert.Multiple(() =>
        {
            Assert.That(report.Objections.Take(5), Is.Empty, $"{report.Objections.Count} in all");
            Assert.That(report.Losses, Is.Zero);
            Assert.That(report.Deaths, Is.Empty, "a bridge ended by itself");
            Assert.That(report.SecondsUntilEqual, Is.LessThan(FaultRun.EqualLimit.TotalSeconds * 2 * pace), "seconds until equal");
            Assert.That(report.BridgeWritesInMongo + report.BridgeWritesAtBigPeer, Is.LessThanOrEqualTo(WritesPerWrite * (report.UserWritesInMongo + report.UserWritesAtBigPeer)), "an echo goes round");
            Assert.That(report.Steps, Is.GreaterThan(minutes * 100), "users were at work");
        });
    }

    private static double? Number(string variable) => double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
