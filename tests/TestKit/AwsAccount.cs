using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace TestKit;

/// <summary>An account as an administrator sees it: a user for the operator, roles, secrets. From its opening on every call must be signed, and allowed by a policy.</summary>
public sealed class AwsAccount : IDisposable
{
    public const string Region = "us-east-1";

    /// <summary>The operator's user may assume it, and it may read secrets.</summary>
    public const string Role = "arn:aws:iam::123456789012:role/dittocluster/mongo-connector-app-id";

    /// <summary>The operator's user may assume it, and it may read nothing.</summary>
    public const string PoorRole = "arn:aws:iam::123456789012:role/dittocluster/may-nothing";

    /// <summary>The operator's user may not assume it.</summary>
    public const string StrangeRole = "arn:aws:iam::123456789012:role/others/role";

    private readonly HttpClient _plain = new();
    private readonly Uri _endpoint;
    private BasicAWSCredentials _administrator = new("AKIAIOSFODNN7EXAMPLE", "none-is-needed-yet");

    private AwsAccount(Uri endpoint) => _endpoint = endpoint;

    public Uri Endpoint => _endpoint;

    /// <summary>The access key of the operator's user.</summary>
    public string OperatorKey { get; private set; } = "";

    public string OperatorSecret { get; private set; } = "";

    public static async Task<AwsAccount> OpenAsync(Uri endpoint)
    {
        var account = new AwsAccount(endpoint);
        await account.CheckEverythingAsync(false);
        var (key, secret) = await account.CreateUserAsync("administrator", """{"Effect":"Allow","Action":"*","Resource":"*"}""");
        (account.OperatorKey, account.OperatorSecret) = await account.CreateUserAsync("operator", """{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::123456789012:role/dittocluster/*"}""");
        await account.CreateRoleAsync("mongo-connector-app-id", """{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}""");
        await account.CreateRoleAsync("may-nothing", """{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*"}""");
        account._administrator = new BasicAWSCredentials(key, secret);
        await account.CheckEverythingAsync(true);
        return account;
    }

    /// <summary>Web identities are not signed, which moto cannot tell from a missing signature: tests with them have nothing checked.</summary>
    public async Task CheckEverythingAsync(bool check)
    {
        using var body = new StringContent(check ? "0" : "inf");
        using var answer = await _plain.PostAsync(new Uri(_endpoint, "/moto-api/reset-auth"), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <returns>The secret's ARN.</returns>
    public async Task<string> CreateSecretAsync(string name, string text) =>
        (string)(await SecretsAsync("CreateSecret", new JsonObject { ["Name"] = name, ["SecretString"] = text, ["ClientRequestToken"] = Guid.NewGuid().ToString() }))["ARN"]!;

    public Task CreateBinarySecretAsync(string name, byte[] bytes) =>
        SecretsAsync("CreateSecret", new JsonObject { ["Name"] = name, ["SecretBinary"] = Convert.ToBase64String(bytes), ["ClientRequestToken"] = Guid.NewGuid().ToString() });

    /// <summary>A new version, which becomes AWSCURRENT; the one before is AWSPREVIOUS from then on.</summary>
    public Task RotateAsync(string name, string text) =>
        SecretsAsync("PutSecretValue", new JsonObject { ["SecretId"] = name, ["SecretString"] = text, ["ClientRequestToken"] = Guid.NewGuid().ToString() });

    /// <summary>It goes in a few days, and is not given any more.</summary>
    public Task ScheduleDeletionAsync(string name) => SecretsAsync("DeleteSecret", new JsonObject { ["SecretId"] = name, ["RecoveryWindowInDays"] = 7 });

    public void Dispose() => _plain.Dispose();

    private async Task<(string Key, string Secret)> CreateUserAsync(string name, string statement)
    {
        await IamAsync("CreateUser", ("UserName", name));
        await IamAsync("PutUserPolicy", ("UserName", name), ("PolicyName", "all"), ("PolicyDocument", Policy(statement)));
        var made = await IamAsync("CreateAccessKey", ("UserName", name));
        return (Value(made, "AccessKeyId"), Value(made, "SecretAccessKey"));
    }

    private async Task CreateRoleAsync(string name, string statement)
    {
        const string Trust = """{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::123456789012:user/operator"}}""";
        await IamAsync("CreateRole", ("RoleName", name), ("Path", "/dittocluster/"), ("AssumeRolePolicyDocument", Policy(Trust)));
        await IamAsync("PutRolePolicy", ("RoleName", name), ("PolicyName", "all"), ("PolicyDocument", Policy(statement)));
    }

    private async Task<XDocument> IamAsync(string action, params (string Name, string Value)[] parameters)
    {
        using var body = new FormUrlEncodedContent([new("Action", action), new("Version", "2010-05-08"), .. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))]);
        return XDocument.Parse(await CallAsync("iam", body, target: null));
    }

    private async Task<JsonNode> SecretsAsync(string call, JsonObject parameters)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(parameters.ToJsonString()));
        body.Headers.ContentType = new("application/x-amz-json-1.1");
        return JsonNode.Parse(await CallAsync("secretsmanager", body, $"secretsmanager.{call}"))!;
    }

    private async Task<string> CallAsync(string service, HttpContent body, string? target)
    {
        using var client = new HttpClient(new SigV4SigningHandler(_administrator, RegionEndpoint.GetBySystemName(Region), service, new HttpClientHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = body };
        if (target is not null) request.Headers.Add("X-Amz-Target", target);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{service} {target}: {(int)answer.StatusCode} {text}");
    }

    private static string Policy(string statement) => $$"""{"Version":"2012-10-17","Statement":[{{statement}}]}""";

    private static string Value(XDocument answer, string name) => answer.Descendants().First(e => e.Name.LocalName == name).Value;
}
