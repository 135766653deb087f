using BridgeModel;
using Operator.Secrets.Aws;
using TestKit;

namespace Operator.Tests.Aws;

public sealed class AwsSecretsManagerSourceTests
{
    private const string Uri = "mongodb://user:pa55w0rd@db.example:27017";
    private AwsScene _scene = null!;
    private string _name = "";

    [SetUp]
    public async Task SetUp()
    {
        _scene = await AwsScene.StartAsync();
        _name = AwsScene.NewName();
    }

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_plain_secret_is_read_as_the_role_with_a_signature_that_holds()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var reading = await ReadAsync();
        Assert.That(reading.Result.Value, Is.EqualTo(new Secret(Uri)), reading.Result.Problem?.Message);
        Assert.That(_scene.Relay.Calls.Select(c => c.Name), Is.EqualTo(new[] { "AssumeRole", "GetSecretValue" }));
        Assert.That(_scene.Relay.Calls[0].Body, Does.Contain("RoleSessionName=bigpeer-databridge-operator%40"));
        Assert.That(_scene.Relay.Calls[0].Authorization, Does.Contain($"Credential={SharedAws.Account.OperatorKey}/").And.Contain("/us-east-1/sts/"));
        Assert.That(_scene.Relay.Calls[1].Authorization, Does.Not.Contain(SharedAws.Account.OperatorKey).And.Contain("/us-east-1/secretsmanager/"));
    }

    [TestCase("""{"connectionString":"mongodb://user:pa55w0rd@db.example:27017","username":"u"}""")]
    [TestCase("\n mongodb://user:pa55w0rd@db.example:27017\n")]
    public async Task The_connection_string_is_found_in_json_and_without_the_space_around_it(string text)
    {
        await SharedAws.Account.CreateSecretAsync(_name, text);
        Assert.That((await ReadAsync()).Result.Value, Is.EqualTo(new Secret(Uri)));
    }

    [Test]
    public async Task A_secret_may_be_named_by_its_arn()
    {
        var arn = await SharedAws.Account.CreateSecretAsync(_name, Uri);
        Assert.That((await _scene.Source().ReadAsync(AwsScene.Secret(arn), default)).Result.Value, Is.EqualTo(new Secret(Uri)));
    }

    [TestCase("""{"username":"u","uri":"mongodb://user:pa55w0rd@h"}""", "AwsSecretKeyMissing", "is JSON without the key connectionString with a text (it has uri, username). Add the key; it holds the MongoDB connection string.")]
    [TestCase("""{"connectionString":7}""", "AwsSecretKeyMissing", "(it has connectionString)")]
    [TestCase("{}", "AwsSecretKeyMissing", "(it is empty)")]
    [TestCase("{mongodb://user:pa55w0rd@h", "AwsSecretKeyMissing", "begins as JSON and is none")]
    [TestCase(" \n", "AwsSecretEmpty", "is empty. Store the connection string, or JSON with the key connectionString.")]
    public async Task A_secret_of_another_shape_is_explained_without_its_values(string text, string reason, string says)
    {
        await SharedAws.Account.CreateSecretAsync(_name, text);
        await ProblemAsync(reason, $"Secret {_name} in region us-east-1 ", says);
    }

    [Test]
    public async Task A_binary_secret_is_explained()
    {
        await SharedAws.Account.CreateBinarySecretAsync(_name, [1, 2, 3]);
        await ProblemAsync("AwsSecretBinary", $"Secret {_name} in region us-east-1 is binary. Store text");
    }

    [Test]
    public Task A_secret_that_is_not_there_is_named() => ProblemAsync("AwsSecretNotFound", $"AWS has no secret {_name} ", "in region us-east-1 of the account of arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id. Create it");

    [Test]
    public async Task A_secret_that_is_scheduled_for_deletion_is_told_as_such()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        await SharedAws.Account.ScheduleDeletionAsync(_name);
        await ProblemAsync("AwsSecretNotFound", $"Secret {_name} in region us-east-1 is scheduled for deletion. Restore it");
    }

    [Test]
    public async Task A_role_without_the_permission_is_named()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        await ProblemAsync("AwsAccessDenied", AwsScene.Secret(_name, AwsAccount.PoorRole), $"Role {AwsAccount.PoorRole} may not read secret {_name} in region us-east-1.", "secretsmanager:GetSecretValue");
    }

    [Test]
    public Task A_role_that_must_not_be_assumed_is_named_with_who_may_not() => ProblemAsync(
        "AwsAssumeRoleDenied", AwsScene.Secret(_name, AwsAccount.StrangeRole), $"The operator (arn:aws:iam::123456789012:user/operator) may not assume role {AwsAccount.StrangeRole}", "trust policy");

    [Test]
    public async Task Wrong_keys_of_the_operator_are_told_as_such()
    {
        _scene.Set("AWS_SECRET_ACCESS_KEY", "wrong");
        await ProblemAsync("AwsCredentialsRefused", "AWS does not accept the credentials of the operator (SignatureDoesNotMatch)");
    }

    [Test]
    public async Task Without_any_credentials_the_remedy_names_where_they_may_come_from()
    {
        _scene.Set("AWS_ACCESS_KEY_ID", null);
        _scene.Set("AWS_SECRET_ACCESS_KEY", null);
        await ProblemAsync("AwsCredentialsMissing", "The operator finds no credentials of AWS. Annotate its ServiceAccount");
        Assert.That(_scene.Relay.Calls, Is.Empty);
    }

    [Test]
    public async Task The_pods_identity_comes_first_and_its_token_is_read_anew_for_each_session()
    {
        await SharedAws.Account.CheckEverythingAsync(false);
        var token = Path.GetTempFileName();
        try
        {
            await SharedAws.Account.CreateSecretAsync(_name, Uri);
            await File.WriteAllTextAsync(token, "first.web.token\n");
            (_scene.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], _scene.Variables["AWS_ROLE_ARN"]) = (token, "arn:aws:iam::123456789012:role/operator");
            var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
            var source = _scene.Source(time: time);
            Assert.That((await source.ReadAsync(AwsScene.Secret(_name), default)).Result.Value, Is.EqualTo(new Secret(Uri)));
            Assert.That(_scene.Relay.Calls.Select(c => c.Name), Is.EqualTo(new[] { "AssumeRoleWithWebIdentity", "AssumeRole", "GetSecretValue" }));
            Assert.That(_scene.Relay.Calls[0].Body, Does.Contain("WebIdentityToken=first.web.token&").Or.EndsWith("WebIdentityToken=first.web.token"));
            Assert.That(_scene.Relay.Calls[0].Body, Does.Contain("RoleSessionName=bigpeer-databridge-operator%40"));

            await File.WriteAllTextAsync(token, "second.web.token");
            time.Advance(TimeSpan.FromMinutes(56));
            await source.ReadAsync(AwsScene.Secret(_name), default);
            Assert.That(_scene.Relay.Calls.Last(c => c.Name == "AssumeRoleWithWebIdentity").Body, Does.Contain("second.web.token"));
        }
        finally
        {
            File.Delete(token);
            await SharedAws.Account.CheckEverythingAsync(true);
        }
    }

    [Test]
    public async Task A_role_that_is_the_pods_own_is_not_assumed_once_more()
    {
        await SharedAws.Account.CheckEverythingAsync(false);
        var token = Path.GetTempFileName();
        try
        {
            await SharedAws.Account.CreateSecretAsync(_name, Uri);
            await File.WriteAllTextAsync(token, "a.web.token");
            (_scene.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], _scene.Variables["AWS_ROLE_ARN"]) = (token, AwsAccount.Role);
            Assert.That((await ReadAsync()).Result.Value, Is.EqualTo(new Secret(Uri)));
            Assert.That(_scene.Relay.Calls.Select(c => c.Name), Is.EqualTo(new[] { "AssumeRoleWithWebIdentity", "GetSecretValue" }));
        }
        finally
        {
            File.Delete(token);
            await SharedAws.Account.CheckEverythingAsync(true);
        }
    }

    [Test]
    public async Task A_missing_token_file_is_named()
    {
        (_scene.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], _scene.Variables["AWS_ROLE_ARN"]) = ("/no/such/token", "arn:aws:iam::123456789012:role/operator");
        await ProblemAsync("AwsCredentialsMissing", "AWS_WEB_IDENTITY_TOKEN_FILE names /no/such/token");
    }

    [Test]
    public async Task Bridges_that_ask_at_once_share_one_read()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var gate = new TaskCompletionSource();
        _scene.Relay.Gate = gate.Task;
        var source = _scene.Source();
        var readings = Enumerable.Range(0, 8).Select(_ => source.ReadAsync(AwsScene.Secret(_name), default)).ToList();
        gate.SetResult();
        Assert.That((await Task.WhenAll(readings)).Select(r => r.Result.Value), Is.All.EqualTo(new Secret(Uri)));
        Assert.That(_scene.Relay.Calls.Select(c => c.Name), Is.EqualTo(new[] { "AssumeRole", "GetSecretValue" }));
    }

    [Test]
    public async Task Secrets_of_one_role_share_its_session()
    {
        var other = AwsScene.NewName();
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        await SharedAws.Account.CreateSecretAsync(other, Uri);
        var source = _scene.Source();
        await Task.WhenAll(source.ReadAsync(AwsScene.Secret(_name), default), source.ReadAsync(AwsScene.Secret(other), default));
        Assert.That(_scene.Relay.Count("AssumeRole"), Is.EqualTo(1));
        Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_value_is_kept_until_it_is_time_and_the_session_until_shortly_before_its_end()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var source = _scene.Source(time: time);
        var first = await source.ReadAsync(AwsScene.Secret(_name), default);
        Assert.That(first.Next, Is.EqualTo(TimeSpan.FromMinutes(4.75)), "five minutes less half of a tenth");

        await SharedAws.Account.RotateAsync(_name, "mongodb://user:n3w@db.example:27017");
        time.Advance(first.Next - TimeSpan.FromSeconds(1));
        Assert.That((await source.ReadAsync(AwsScene.Secret(_name), default)).Result.Value, Is.EqualTo(new Secret(Uri)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await source.ReadAsync(AwsScene.Secret(_name), default)).Result.Value, Is.EqualTo(new Secret("mongodb://user:n3w@db.example:27017")));
        Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(2));
        Assert.That(_scene.LogLines, Has.One.Contains($"AWS secret {_name} in region us-east-1 has a new value").And.None.Contains("n3w"));

        time.Advance(TimeSpan.FromMinutes(45));
        await source.ReadAsync(AwsScene.Secret(_name), default);
        Assert.That(_scene.Relay.Count("AssumeRole"), Is.EqualTo(1), "50 of 60 minutes are over");
        time.Advance(TimeSpan.FromMinutes(6));
        await source.ReadAsync(AwsScene.Secret(_name), default);
        Assert.That(_scene.Relay.Count("AssumeRole"), Is.EqualTo(2), "56 of 60 are");
        Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(4));
    }

    [Test]
    public async Task While_aws_does_not_answer_the_value_is_gone_on_with_and_tries_come_ever_more_seldom()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var counted = new MetricReading(_scene.Metrics.Meter);
        var source = _scene.Source(time: time);
        var readAt = time.GetUtcNow();
        time.Advance((await source.ReadAsync(AwsScene.Secret(_name), default)).Next);
        _scene.Relay.IsDown = true;
        List<double> waits = [];
        for (var i = 0; i < 9; i++)
        {
            var reading = await source.ReadAsync(AwsScene.Secret(_name), default);
            Assert.That(reading.Result.Value, Is.EqualTo(new Secret(Uri)));
            Assert.That(reading.Reservation, Does.StartWith($"The connection string is as AWS gave it at {readAt:yyyy-MM-ddTHH:mm:ss}Z; the bridge goes on with it. Secrets Manager in region us-east-1 cannot be reached"));
            waits.Add(reading.Next.TotalSeconds);
            time.Advance(reading.Next);
        }
        Assert.That(waits, Is.EqualTo(new[] { 1.5, 3, 6, 12, 24, 48, 96, 192, 225 }), "doubled up to the refresh, each at three quarters: the jitter of these tests");
        Assert.That(counted.Sum("operator_aws_retries_total", "reason", "AwsUnreachable"), Is.EqualTo(9));

        _scene.Relay.IsDown = false;
        Assert.That((await source.ReadAsync(AwsScene.Secret(_name), default)).Reservation, Is.Null);
    }

    [Test]
    public async Task What_aws_does_not_give_any_more_is_not_gone_on_with()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var source = _scene.Source(time: time);
        time.Advance((await source.ReadAsync(AwsScene.Secret(_name), default)).Next);
        await SharedAws.Account.ScheduleDeletionAsync(_name);
        var denied = await source.ReadAsync(AwsScene.Secret(_name), default);
        Assert.That(denied.Result.Problem?.Reason, Is.EqualTo("AwsSecretNotFound"));
        time.Advance(denied.Next);
        _scene.Relay.IsDown = true;
        Assert.That((await source.ReadAsync(AwsScene.Secret(_name), default)).Result.Problem?.Reason, Is.EqualTo("AwsUnreachable"), "also when it does not answer afterwards");
    }

    [Test]
    public async Task A_value_that_the_server_refuses_is_read_again_at_once_then_ever_more_seldom()
    {
        await SharedAws.Account.CreateSecretAsync(_name, Uri);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var source = _scene.Source(time: time);
        var secret = AwsScene.Secret(_name);
        await source.ReadAsync(secret, default);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(source.Doubt(secret), Is.EqualTo(TimeSpan.Zero), "the last read is long enough ago");
        await source.ReadAsync(secret, default);
        Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(2));
        List<double> waits = [];
        for (var i = 0; i < 4; i++)
        {
            var wait = source.Doubt(secret);
            waits.Add(wait.TotalSeconds);
            await source.ReadAsync(secret, default);
            Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(2 + i), "not before it is time");
            time.Advance(wait);
            await source.ReadAsync(secret, default);
            Assert.That(_scene.Relay.Count("GetSecretValue"), Is.EqualTo(3 + i));
        }
        Assert.That(waits, Is.EqualTo(new[] { 60.0, 120, 240, 285 }), "twice as long each time, at most the refresh");

        await SharedAws.Account.RotateAsync(_name, "mongodb://user:n3w@db.example:27017");
        time.Advance(source.Doubt(secret));
        Assert.That((await source.ReadAsync(secret, default)).Result.Value, Is.EqualTo(new Secret("mongodb://user:n3w@db.example:27017")));
        Assert.That(source.Doubt(secret), Is.EqualTo(TimeSpan.FromSeconds(30)), "a new value is doubted from the beginning");
    }

    private Task<AwsSecretReading> ReadAsync() => _scene.Source().ReadAsync(AwsScene.Secret(_name), default);

    private Task ProblemAsync(string reason, params string[] says) => ProblemAsync(reason, AwsScene.Secret(_name), says);

    private async Task ProblemAsync(string reason, AwsSecretsManagerSpec secret, params string[] says)
    {
        var problem = (await _scene.Source().ReadAsync(secret, default)).Result.Problem;
        Assert.That(problem, Is.Not.Null);
        Assert.That(problem!.Reason, Is.EqualTo(reason), problem.Message);
        foreach (var words in says) Assert.That(problem.Message, Does.Contain(words));
        foreach (var text in _scene.LogLines.Append(problem.Message)) Assert.That(text, Does.Not.Contain("pa55w0rd").And.Not.Contain(SharedAws.Account.OperatorSecret).And.Not.Contain(SharedAws.Account.OperatorKey));
    }
}
