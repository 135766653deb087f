using ControllerRuntime.Client;
using TestKit;

namespace ControllerRuntime.Tests.Client;

public sealed class ServerContactTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void A_server_that_has_never_answered_is_not_reached_and_the_failure_says_why()
    {
        var contact = new ServerContact(_time);
        Assert.That(contact.Problem, Is.EqualTo("the API server has not answered yet"));
        contact.Failed("Connection refused");
        Assert.That(contact.Problem, Is.EqualTo("the API server has not answered yet: Connection refused"));
        contact.Answered();
        Assert.That(contact.Problem, Is.Null);
    }

    [Test]
    public void One_failure_is_forgiven_and_lasting_ones_are_not()
    {
        var contact = new ServerContact(_time);
        contact.Answered();
        contact.Failed("Connection refused");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(contact.Problem, Is.Null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(contact.Problem, Is.EqualTo("no answer of the API server for 11 s: Connection refused"));
        contact.Answered();
        Assert.That(contact.Problem, Is.Null);
    }

    [Test]
    public void Silence_beyond_what_a_watch_keeps_is_no_contact()
    {
        var contact = new ServerContact(_time);
        contact.Answered();
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.That(contact.Problem, Is.Null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(contact.Problem, Is.EqualTo("no answer of the API server for 91 s"));
    }
}
