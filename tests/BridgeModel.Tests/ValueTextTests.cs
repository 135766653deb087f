using BridgeModel.Reading;

namespace BridgeModel.Tests;

public sealed class ValueTextTests
{
    [TestCase("500ms", 500)]
    [TestCase("0s", 0)]
    [TestCase("1s", 1_000)]
    [TestCase("5m", 300_000)]
    [TestCase("90s", 90_000)]
    [TestCase("1h30m", 5_400_000)]
    [TestCase("1h2m3s4ms", 3_723_004)]
    [TestCase("1m5ms", 60_005)]
    [TestCase("007s", 7_000)]
    public void Durations_are_numbers_with_units(string text, double milliseconds)
    {
        Assert.That(DurationText.TryParse(text, out var duration), Is.True);
        Assert.That(duration.TotalMilliseconds, Is.EqualTo(milliseconds));
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("+1s")]
    [TestCase("1.5s")]
    [TestCase("1 s")]
    [TestCase(" 1s")]
    [TestCase("1S")]
    [TestCase("1d")]
    [TestCase("30m1h")]
    [TestCase("1s1s")]
    [TestCase("1ms1s")]
    [TestCase("1h5")]
    [TestCase("1sec")]
    [TestCase("١s")]
    [TestCase("9999999999999999999s")]
    public void These_are_no_durations(string text) => Assert.That(DurationText.TryParse(text, out _), Is.False);

    [Test]
    public void A_duration_beyond_all_is_the_longest()
    {
        Assert.That(DurationText.TryParse("999999999999999999h", out var duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.MaxValue));
    }

    [Test]
    public void Durations_read_back_as_they_are_printed()
    {
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var duration = TimeSpan.FromMilliseconds(random.NextInt64(1L << random.Next(1, 45)));
            Assert.That(DurationText.TryParse(DurationText.Format(duration), out var again), Is.True);
            Assert.That(again, Is.EqualTo(duration));
        }
    }

    [TestCase("0", 0)]
    [TestCase("1048576", 1048576)]
    [TestCase("512KiB", 512 * 1024)]
    [TestCase("4MiB", 4 * 1024 * 1024)]
    [TestCase("2GiB", 2L * 1024 * 1024 * 1024)]
    [TestCase("999999999999999999GiB", long.MaxValue)]
    public void Sizes_are_bytes_or_have_binary_units(string text, long bytes)
    {
        Assert.That(SizeText.TryParse(text, out var size), Is.True);
        Assert.That(size, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("MiB")]
    [TestCase("4MB")]
    [TestCase("4M")]
    [TestCase("4 MiB")]
    [TestCase("4mib")]
    [TestCase("-1")]
    [TestCase("1.5MiB")]
    [TestCase("4MiBKiB")]
    [TestCase("٤")]
    [TestCase("9999999999999999999")]
    public void These_are_no_sizes(string text) => Assert.That(SizeText.TryParse(text, out _), Is.False);

    [TestCase(1023, "1023 bytes")]
    [TestCase(1024, "1KiB")]
    [TestCase(1536, "1536 bytes")]
    [TestCase(33554432, "32MiB")]
    [TestCase(1L << 30, "1GiB")]
    public void Sizes_are_printed_in_the_largest_whole_unit(long bytes, string expected) => Assert.That(SizeText.Format(bytes), Is.EqualTo(expected));

    [TestCase("", "", 0)]
    [TestCase("", "abc", 3)]
    [TestCase("abc", "", 3)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("fields", "feilds", 2)]
    [TestCase("flaw", "lawn", 2)]
    public void Distance_counts_inserted_removed_and_replaced_characters(string left, string right, int distance) =>
        Assert.That(NearestName.Distance(left, right), Is.EqualTo(distance));

    [TestCase("collection", "collections")]
    [TestCase("INITIALSYNC", "initialSync")]
    [TestCase("mod", "mode")]
    [TestCase("elephant", null)]
    [TestCase("x", null)]
    public void The_nearest_name_must_be_near(string name, string? expected) =>
        Assert.That(NearestName.Find(name, ["collections", "initialSync", "mode", "fields"]), Is.EqualTo(expected));

    [TestCase("", "name", "name")]
    [TestCase("", "a.b", "[\"a.b\"]")]
    [TestCase("a", "b-c_9", "a.b-c_9")]
    [TestCase("a", "b.c", "a[\"b.c\"]")]
    [TestCase("a", "say \"hi\"\n", "a[\"say \\\"hi\\\"\\u000a\"]")]
    [TestCase("a", "", "a[\"\"]")]
    [TestCase("a", "mongodb://u:p@h", "a[\"…\"]")]
    public void Paths_quote_what_is_no_word(string path, string key, string expected) => Assert.That(DocumentPath.Child(path, key), Is.EqualTo(expected));
}
