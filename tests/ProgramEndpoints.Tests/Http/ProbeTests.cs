using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace ProgramEndpoints.Tests.Http;

internal sealed class ProbeTests
{
    private static readonly StatusCheck Good = new("good", Passed: true, "Never", "not said");
    private static readonly StatusCheck Noted = new("noted", Passed: true, "Never", "not said") { Note = "follows\nothers" };
    private static readonly StatusCheck Bad = new("bad", Passed: false, "Why", "it is\nwrong");

    [Test]
    public void all_well_is_ok() => Assert.That(Answer("", Good), Is.EqualTo((200, "ok")));

    [Test]
    public void a_note_is_said_although_all_is_well() => Assert.That(Answer("", Good, Noted), Is.EqualTo((200, "[+]noted: follows others\nok")));

    [Test]
    public void what_is_wrong_is_a_line_and_503() => Assert.That(Answer("", Good, Bad), Is.EqualTo((503, "[-]bad: Why: it is wrong\n")));

    [Test]
    public void verbose_lists_every_check() => Assert.That(Answer("?verbose", Good, Noted), Is.EqualTo((200, "[+]good ok\n[+]noted: follows others\nok\n")));

    private static (int, string) Answer(string query, params StatusCheck[] checks)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        var answer = Probe.Answer(checks, context.Request.Query);
        return (answer.Status, answer.Body);
    }
}
