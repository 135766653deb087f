using System.Net;
using System.Net.Sockets;
using Operator.Secrets.Aws;

namespace Operator.Tests.Aws;

/// <summary>
/// Errors that moto does not make, as AWS sends them. Bodies after https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html and …/API_GetSecretValue.html,
/// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, …/API_AssumeRole.html and …/API_AssumeRoleWithWebIdentity.html; their frames after the protocols' own descriptions,
/// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html and https://smithy.io/2.0/aws/protocols/aws-query-protocol.html.
/// </summary>
public sealed class AwsErrorTests
{
    private const string Token = "FwoGZXIvYXdzEXAMPLETOKEN";
    private AwsScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await AwsScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [TestCase(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", "AwsThrottled", "AWS takes no more calls to read secret app/mongo in region us-east-1 for the moment (ThrottlingException)")]
    [TestCase(429, "", "AwsThrottled", "(HTTP 429)")]
    [TestCase(400, """{"__type":"DecryptionFailure","Message":"Secrets Manager can't decrypt the protected secret text using the provided KMS key."}""", "AwsDecryptionFailed", "kms:Decrypt")]
    [TestCase(400, """{"__type":"AccessDeniedException","Message":"Access to KMS is not allowed"}""", "AwsDecryptionFailed", "Secret app/mongo in region us-east-1 cannot be decrypted as arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id")]
    [TestCase(400, """{"__type":"AccessDeniedException","Message":"User: arn:aws:sts::123456789012:assumed-role/r/s is not authorized to perform: secretsmanager:GetSecretValue on resource: app/mongo because no identity-based policy allows the secretsmanager:GetSecretValue action"}""", "AwsAccessDenied", "may not read secret app/mongo in region us-east-1")]
    [TestCase(400, """{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"}""", "AwsSecretNotFound", "with a current value")]
    [TestCase(400, """{"__type":"InvalidRequestException","Message":"You can't perform this operation on the secret because it was marked for deletion."}""", "AwsSecretNotFound", "is scheduled for deletion")]
    [TestCase(400, """{"__type":"InvalidRequestException","Message":"You can't perform this operation on the secret because it's managed by another service."}""", "AwsRequestRefused", "(InvalidRequestException)")]
    [TestCase(400, """{"__type":"InvalidParameterException","Message":"Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"}""", "AwsRequestRefused", "(InvalidParameterException)")]
    [TestCase(400, """{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}""", "AwsCredentialsRefused", "the role's session (UnrecognizedClientException)")]
    [TestCase(400, """{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"The security token included in the request is expired"}""", "AwsCredentialsRefused", "the role's session (ExpiredTokenException)")]
    [TestCase(400, "{\"__type\":\"InvalidSignatureException\",\"message\":\"The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been 'POST\\n/\\nx-amz-security-token:" + Token + "'\"}", "AwsCredentialsRefused", "the role's session (InvalidSignatureException)")]
    [TestCase(500, """{"__type":"InternalServiceError","Message":"An error occurred on the server side."}""", "AwsUnreachable", "AWS cannot answer to read secret app/mongo in region us-east-1 for the moment (InternalServiceError)")]
    [TestCase(503, "<html>Service Unavailable</html>", "AwsUnreachable", "(HTTP 503)")]
    public async Task Every_error_of_secrets_manager_has_its_reason_and_its_remedy(int status, string body, string reason, string says)
    {
        _scene.Relay.Answer("GetSecretValue", status, body);
        await ProblemAsync(reason, says);
    }

    [TestCase(403, "AccessDenied", "User: arn:aws:sts::123456789012:assumed-role/node/i-1 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/x", "AwsAssumeRoleDenied", "The operator (arn:aws:sts::123456789012:assumed-role/node/i-1) may not assume role arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id, or there is no such role. Let the role's trust policy")]
    [TestCase(403, "InvalidClientTokenId", "The security token included in the request is invalid", "AwsCredentialsRefused", "the credentials of the operator (InvalidClientTokenId)")]
    [TestCase(403, "SignatureDoesNotMatch", "The Canonical String for this request should have been 'x-amz-security-token:" + Token + "'", "AwsCredentialsRefused", "the credentials of the operator (SignatureDoesNotMatch)")]
    [TestCase(403, "ExpiredToken", "The security token included in the request is expired", "AwsCredentialsRefused", "have expired")]
    [TestCase(403, "RegionDisabledException", "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.", "AwsUnknownEndpoint", "STS is not active for the account in region us-east-1")]
    [TestCase(400, "ValidationError", "1 validation error detected", "AwsRequestRefused", "AWS refuses the call to assume role arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id (ValidationError)")]
    [TestCase(400, "Throttling", "Rate exceeded", "AwsThrottled", "(Throttling)")]
    [TestCase(503, "ServiceUnavailable", "Unable to complete request", "AwsUnreachable", "(ServiceUnavailable)")]
    public async Task Every_error_of_sts_has_its_reason_and_its_remedy(int status, string code, string words, string reason, string says)
    {
        _scene.Relay.Answer("AssumeRole", status, Xml(code, words), "text/xml");
        await ProblemAsync(reason, says);
    }

    [TestCase("AssumeRole", 200, "STS in region us-east-1 does not answer as AWS does.")]
    [TestCase("AssumeRole", 403, "STS in region us-east-1 does not answer as AWS does.")]
    [TestCase("AssumeRole", 502, "AWS cannot answer to assume role")]
    [TestCase("GetSecretValue", 200, "Secrets Manager in region us-east-1 does not answer as AWS does.")]
    [TestCase("GetSecretValue", 403, "Secrets Manager in region us-east-1 does not answer as AWS does.")]
    [TestCase("GetSecretValue", 502, "AWS cannot answer to read secret app/mongo in region us-east-1 for the moment (HTTP 502)")]
    public async Task A_page_of_a_proxy_is_no_answer_of_aws(string call, int status, string says)
    {
        _scene.Relay.Answer(call, status, "<html><body>Please log in</body></html>", "text/html");
        await ProblemAsync("AwsUnreachable", says);
    }

    [TestCase(400, "ExpiredTokenException", "Token expired: current date/time 1609459200 must be before the expiration date/time 1609455600", "AwsWebIdentityRefused", "has expired")]
    [TestCase(400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE", "AwsWebIdentityRefused", "OIDC issuer an identity provider of the account")]
    [TestCase(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", "AwsAssumeRoleDenied", "The operator may not take its own role arn:aws:iam::123456789012:role/operator (AWS_ROLE_ARN)")]
    public async Task Every_error_of_the_pods_identity_has_its_reason_and_its_remedy(int status, string code, string words, string reason, string says)
    {
        var token = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(token, Token);
            (_scene.Variables["AWS_WEB_IDENTITY_TOKEN_FILE"], _scene.Variables["AWS_ROLE_ARN"]) = (token, "arn:aws:iam::123456789012:role/operator");
            _scene.Relay.Answer("AssumeRoleWithWebIdentity", status, Xml(code, words), "text/xml");
            await ProblemAsync(reason, says);
        }
        finally
        {
            File.Delete(token);
        }
    }

    [TestCase("http://127.0.0.1:1", "AwsUnreachable", "STS in region us-east-1 cannot be reached: Connection refused. Look at the operator's network")]
    [TestCase("http://nowhere.invalid", "AwsUnknownEndpoint", "STS has no address in region us-east-1. Correct connectionSecret.awsSecretsManager.region")]
    public async Task An_endpoint_that_is_not_there_is_told_as_such(string endpoint, string reason, string says)
    {
        _scene.Variables["AWS_ENDPOINT_URL_STS"] = endpoint;
        await ProblemAsync(reason, says);
    }

    [Test]
    public async Task A_region_that_is_none_leads_to_no_endpoint()
    {
        // Nothing overrides where it is, so its name decides.
        _scene.Variables.Clear();
        var problem = (await _scene.Source().ReadAsync(AwsScene.Secret("app/mongo", region: "us-nowhere-9"), default)).Result.Problem!;
        Assert.That(problem.Reason, Is.EqualTo("AwsUnknownEndpoint").Or.EqualTo("AwsUnreachable"), "the second where no name server answers at all");
        Assert.That(problem.Message, Does.Contain("us-nowhere-9"));
    }

    [Test]
    public async Task An_endpoint_that_takes_calls_and_never_answers_is_given_up_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        _scene.Variables["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = $"http://{silent.LocalEndpoint}";
        var problem = (await _scene.Source(new AwsSecretOptions { Limit = TimeSpan.FromSeconds(2) }).ReadAsync(AwsScene.Secret("app/mongo"), default)).Result.Problem!;
        Assert.That(problem.Reason, Is.EqualTo("AwsUnreachable"));
        Assert.That(problem.Message, Does.StartWith("AWS in region us-east-1 does not answer within 2 s."));
    }

    [Test]
    public async Task A_session_that_aws_does_not_accept_any_more_is_begun_anew()
    {
        var name = AwsScene.NewName();
        await SharedAws.Account.CreateSecretAsync(name, "mongodb://h");
        var source = _scene.Source(new AwsSecretOptions { FirstRetry = TimeSpan.FromMilliseconds(1), Refresh = TimeSpan.FromMilliseconds(1) });
        await source.ReadAsync(AwsScene.Secret(name), default);
        _scene.Relay.Answer("GetSecretValue", 400, """{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}""");
        await Eventually(async () => (await source.ReadAsync(AwsScene.Secret(name), default)).Result.Problem is not null);
        _scene.Relay.PassOn("GetSecretValue");
        await Eventually(async () => (await source.ReadAsync(AwsScene.Secret(name), default)).Result.Value is not null);
        Assert.That(_scene.Relay.Count("AssumeRole"), Is.GreaterThanOrEqualTo(2));
    }

    private static Task Eventually(Func<Task<bool>> holds) => TestKit.Eventually.HoldsAsync("it is so", async () => await holds() ? null : "not yet", TimeSpan.FromSeconds(30));

    private async Task ProblemAsync(string reason, string says)
    {
        var problem = (await _scene.Source().ReadAsync(AwsScene.Secret("app/mongo"), default)).Result.Problem;
        Assert.That(problem, Is.Not.Null);
        Assert.That(problem!.Reason, Is.EqualTo(reason), problem.Message);
        Assert.That(problem.Message, Does.Contain(says));
        foreach (var text in _scene.LogLines.Append(problem.Message)) Assert.That(text, Does.Not.Contain(Token).And.Not.Contain(SharedAws.Account.OperatorSecret));
    }

    private static string Xml(string code, string words) =>
        $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{WebUtility.HtmlEncode(words)}</Message></Error><RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>""";
}
