using BridgeRuntime.Feeds;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

public sealed class StreamProgressTests
{
    private readonly FakeTimeProvider _time = new();

    private static byte[] Token(int n) => [5, 0, 0, 0, (byte)n];

    private StreamProgress At(int token)
    {
        var progress = new StreamProgress(_time);
        progress.Answered(Token(token));
        return progress;
    }

    /// <summary>Half a minute and more of answers, a look whenever it is due.</summary>
    /// <returns>After how many seconds it was found to stand still; null: never.</returns>
    private int? Follow(StreamProgress progress, Func<int, int> tokenAt, Func<int, uint> newestAt, int seconds = 120)
    {
        for (var second = 1; second <= seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            progress.Answered(Token(tokenAt(second)));
            if (progress.IsLookDue) progress.Looked(new BsonTimestamp(newestAt(second), 1));
            if (progress.StandsStill) return second;
        }
        return null;
    }

    [Test]
    public void A_stream_that_does_not_pass_what_was_written_stands_still_within_a_minute() =>
        Assert.That(Follow(At(1), _ => 1, second => (uint)(second / 10)), Is.InRange(20, 45));

    [Test]
    public void A_stream_that_passes_it_late_moves() => Assert.That(Follow(At(1), second => second / 20, second => (uint)second), Is.Null);

    [Test]
    public void Where_nothing_is_written_a_token_may_stand_still_for_ever() => Assert.That(Follow(At(1), _ => 1, _ => 7, seconds: 3600), Is.Null);

    [Test]
    public void What_was_written_before_the_first_look_says_nothing() => Assert.That(Follow(At(1), _ => 1, second => second < 3 ? 1u : 2u), Is.Null);

    [Test]
    public void A_stream_has_moved_when_its_token_is_another_than_the_first()
    {
        var progress = At(1);
        progress.Answered(Token(1));
        Assert.That(progress.HasMoved, Is.False);
        progress.Answered(Token(2));
        Assert.That(progress.HasMoved, Is.True);
    }
}
