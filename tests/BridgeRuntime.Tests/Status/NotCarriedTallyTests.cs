using System.Globalization;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Status;

internal sealed class NotCarriedTallyTests
{
    [Test]
    public void Fields_are_counted_by_path_and_type_the_most_frequent_first()
    {
        var tally = new NotCarriedTally();
        tally.Add(new FieldPath("photo"), BsonType.Binary);
        tally.Add(new FieldPath("o", "min"), BsonType.MinKey);
        tally.Add(new FieldPath("o", "min"), BsonType.MinKey);
        tally.Add(new FieldPath("o", "min"), BsonType.MaxKey);
        Assert.That(tally.Report().Paths, Is.EqualTo(new NotCarriedPathReport[] { new("o.min", "minKey", 2), new("o.min", "maxKey", 1), new("photo", "binData", 1) }));
        Assert.That(tally.Report().OtherPaths, Is.Zero);
    }

    [Test]
    public void A_map_keyed_by_data_fills_the_table_and_is_one_number_from_then_on()
    {
        var tally = new NotCarriedTally();
        for (var i = 0; i < 1000; i++) tally.Add(new FieldPath("sessions", i.ToString(CultureInfo.InvariantCulture)), BsonType.Binary);
        tally.Add(new FieldPath("sessions", "7"), BsonType.Binary);
        Assert.That(tally.Report().Paths, Has.Count.EqualTo(NotCarriedTally.MostPaths));
        Assert.That(tally.Report().Paths[0], Is.EqualTo(new NotCarriedPathReport("sessions.7", "binData", 2)));
        Assert.That(tally.Report().OtherPaths, Is.EqualTo(1000 - NotCarriedTally.MostPaths));
    }

    [Test]
    public void A_long_path_is_cut()
    {
        var tally = new NotCarriedTally();
        tally.Add(new FieldPath(new string('x', 5000)), BsonType.Binary);
        Assert.That(tally.Report().Paths.Single().Path, Has.Length.EqualTo(NotCarriedTally.MostCharacters + 1).And.EndsWith("…"));
    }
}
