namespace MongoC.Tests.Client;

public sealed class ErrorClassifierTests
{
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(43)]
    [TestCase(50)]
    [TestCase(89)]
    [TestCase(91)]
    [TestCase(112)]
    [TestCase(189)]
    [TestCase(237)]
    [TestCase(262)]
    [TestCase(9001)]
    [TestCase(10058)]
    [TestCase(10107)]
    [TestCase(11600)]
    [TestCase(11602)]
    [TestCase(13435)]
    [TestCase(13436)]
    public void Codes_of_a_server_in_transition_are_transient(int code) => Assert.That(IsTransient(MongoErrorDomain.Server, (uint)code), Is.True);

    [Test]
    public void A_full_disk_may_be_emptied() => Assert.That(IsTransient(MongoErrorDomain.Server, 14031), Is.True);

    [TestCase(2)] // BadValue
    [TestCase(9)] // FailedToParse
    [TestCase(13)] // Unauthorized
    [TestCase(18)] // AuthenticationFailed
    [TestCase(26)] // NamespaceNotFound
    [TestCase(59)] // CommandNotFound
    [TestCase(121)] // DocumentValidationFailure
    [TestCase(280)]
    [TestCase(286)]
    [TestCase(11000)] // DuplicateKey
    [TestCase(11601)] // Interrupted
    [TestCase(40573)]
    public void Codes_that_stay_wrong_are_not(int code) => Assert.That(IsTransient(MongoErrorDomain.Server, (uint)code), Is.False);

    [TestCase("RetryableWriteError")]
    [TestCase("TransientTransactionError")]
    [TestCase("ResumableChangeStreamError")]
    public void A_label_makes_an_unknown_code_transient(string label)
    {
        Assert.That(IsTransient(MongoErrorDomain.Server, 123456, label), Is.True);
        Assert.That(IsTransient(MongoErrorDomain.Server, 123456, "SomethingElse"), Is.False);
    }

    [TestCase(286)]
    [TestCase(13)]
    public void No_label_makes_a_permanent_code_transient(int code) => Assert.That(IsTransient(MongoErrorDomain.Server, (uint)code, "ResumableChangeStreamError"), Is.False);

    [Test]
    public void The_domains_of_libmongoc_have_kinds()
    {
        Assert.Multiple(() =>
        {
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.Stream, 4, "refused"), Is.EqualTo(MongoErrorKind.Network));
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.ServerSelection, 13053, "refused"), Is.EqualTo(MongoErrorKind.ServerSelection));
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.Client, 11, "refused"), Is.EqualTo(MongoErrorKind.Authentication));
            Assert.That(MongoErrorClassifier.Code(MongoErrorKind.Authentication, MongoErrorDomain.Client, 11), Is.EqualTo(18));
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.Server, 13, "refused"), Is.EqualTo(MongoErrorKind.Unauthorized));
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.WriteConcern, 64, "refused"), Is.EqualTo(MongoErrorKind.WriteConcern));
            Assert.That(MongoErrorClassifier.Kind(MongoErrorDomain.Command, 22, "refused"), Is.EqualTo(MongoErrorKind.Driver));
        });
    }

    [Test]
    public void A_server_of_the_wrong_version_is_not_transient()
    {
        Assert.That(IsTransient(MongoErrorDomain.ServerSelection, 13053), Is.True);
        Assert.That(IsTransient(MongoErrorDomain.ServerSelection, 13052), Is.False);
    }

    private static bool IsTransient(MongoErrorDomain domain, uint code, params string[] labels) =>
        MongoErrorClassifier.IsTransient(MongoErrorClassifier.Kind(domain, code, "refused"), code, labels);
}
