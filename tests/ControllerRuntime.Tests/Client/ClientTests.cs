using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Tests.Client;

public sealed class ClientTests
{
    private Playground _playground = null!;

    [SetUp]
    public async Task SetUp() => _playground = await Playground.MakeAsync();

    [TearDown]
    public async Task TearDown() => await _playground.DisposeAsync();

    [Test]
    public async Task A_list_goes_on_to_its_last_page()
    {
        for (var i = 0; i < 5; i++) await _playground.CreateAsync($"c{i}");
        var pages = new List<KubeList<ConfigMap>>();
        await foreach (var page in _playground.Client.ListAsync(ConfigMap.Type, new ListOptions { Namespace = _playground.Namespace, PageSize = 2, LabelSelector = "!none" }, default)) pages.Add(page);

        // The controller-manager may have added its own (the cluster's certificate authority).
        var names = pages.SelectMany(p => p.Items).Select(c => c.Metadata.Name).Where(n => n.StartsWith('c')).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(names, Is.EqualTo(new[] { "c0", "c1", "c2", "c3", "c4" }));
            Assert.That(pages, Has.Count.GreaterThanOrEqualTo(3));
            Assert.That(pages.Take(2).Select(p => p.Items.Count), Is.All.EqualTo(2));
            Assert.That(pages.Select(p => p.Metadata.ResourceVersion).Distinct().Count(), Is.EqualTo(1), "all pages are of one version");
        });
    }

    [Test]
    public async Task An_object_that_is_not_there_is_null_and_one_that_is_there_is_read_whole()
    {
        await _playground.CreateAsync("here", ("key", "värde"));
        var found = await _playground.Client.FindAsync(ConfigMap.Type, _playground.Key("here"), default);
        Assert.Multiple(() =>
        {
            Assert.That(found!.Data["key"], Is.EqualTo("värde"));
            Assert.That(found.Metadata.Uid, Is.Not.Empty);
            Assert.That(found.Metadata.CreationTimestamp, Is.Not.Null);
        });
        Assert.That(await _playground.Client.FindAsync(ConfigMap.Type, _playground.Key("elsewhere"), default), Is.Null);
    }

    [Test]
    public async Task A_second_create_is_refused_as_already_there()
    {
        await _playground.CreateAsync("twice");
        Assert.That(Kind(Assert.ThrowsAsync<KubeException>(() => _playground.CreateAsync("twice"))), Is.EqualTo(KubeErrorKind.AlreadyExists));
    }

    [Test]
    public async Task Of_two_writers_who_read_the_same_the_second_gets_a_conflict()
    {
        var read = await _playground.CreateAsync("raced");
        await _playground.Client.ReplaceAsync(ConfigMap.Type, read with { Data = new Dictionary<string, string> { ["by"] = "first" } }, default);
        var second = read with { Data = new Dictionary<string, string> { ["by"] = "second" } };
        Assert.That(Kind(Assert.ThrowsAsync<KubeException>(() => _playground.Client.ReplaceAsync(ConfigMap.Type, second, default))), Is.EqualTo(KubeErrorKind.Conflict));
    }

    [Test]
    public async Task Applying_the_same_again_writes_nothing()
    {
        var first = await ApplyAsync("one", "manager", force: false, ("a", "1"));
        var again = await ApplyAsync("one", "manager", force: false, ("a", "1"));
        Assert.That(again.Metadata.ResourceVersion, Is.EqualTo(first.Metadata.ResourceVersion));
    }

    [Test]
    public async Task What_a_manager_applies_no_more_goes_and_what_others_own_stays()
    {
        await ApplyAsync("shared", "ours", force: false, ("a", "1"), ("b", "1"));
        await ApplyAsync("shared", "theirs", force: false, ("c", "1"));
        var after = await ApplyAsync("shared", "ours", force: false, ("a", "2"));
        Assert.That(after.Data, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "2", ["c"] = "1" }));
    }

    [Test]
    public async Task A_field_of_another_manager_is_a_conflict_unless_it_is_taken_by_force()
    {
        await ApplyAsync("owned", "theirs", force: false, ("a", "1"));
        var conflict = Assert.ThrowsAsync<KubeException>(() => ApplyAsync("owned", "ours", force: false, ("a", "2")));
        Assert.Multiple(() =>
        {
            Assert.That(conflict!.Kind, Is.EqualTo(KubeErrorKind.Conflict));
            Assert.That(conflict.Status!.Details!.Causes.Single().Field, Is.EqualTo(".data.a"));
        });
        Assert.That((await ApplyAsync("owned", "ours", force: true, ("a", "2"))).Data["a"], Is.EqualTo("2"));
    }

    [Test]
    public async Task A_merge_patch_changes_what_it_names_and_removes_what_it_nulls()
    {
        await _playground.CreateAsync("patched", ("keep", "1"), ("change", "1"), ("remove", "1"));
        var patch = new JsonObject { ["data"] = new JsonObject { ["change"] = "2", ["remove"] = null } };
        var after = await _playground.Client.PatchAsync(ConfigMap.Type, _playground.Key("patched"), patch, subresource: null, "tests", default);
        Assert.That(after.Data, Is.EquivalentTo(new Dictionary<string, string> { ["keep"] = "1", ["change"] = "2" }));
    }

    [Test]
    public async Task A_patch_of_an_old_version_is_a_conflict()
    {
        var old = await _playground.CreateAsync("patched", ("a", "1"));
        await _playground.Client.PatchAsync(ConfigMap.Type, _playground.Key("patched"), Patch(old.Metadata.ResourceVersion!, "2"), subresource: null, "tests", default);
        var late = Assert.ThrowsAsync<KubeException>(() => _playground.Client.PatchAsync(ConfigMap.Type, _playground.Key("patched"), Patch(old.Metadata.ResourceVersion!, "3"), subresource: null, "tests", default));
        Assert.That(late!.Kind, Is.EqualTo(KubeErrorKind.Conflict));

        static JsonObject Patch(string version, string value) => new() { ["metadata"] = new JsonObject { ["resourceVersion"] = version }, ["data"] = new JsonObject { ["a"] = value } };
    }

    [Test]
    public async Task A_delete_meant_for_another_object_of_the_name_does_nothing()
    {
        var first = await _playground.CreateAsync("reborn");
        await _playground.DeleteAsync("reborn");
        await _playground.CreateAsync("reborn");
        var meant = new DeleteOptions { Preconditions = new DeletePreconditions { Uid = first.Metadata.Uid } };
        var refused = Assert.ThrowsAsync<KubeException>(() => _playground.Client.DeleteAsync(ConfigMap.Type, _playground.Key("reborn"), meant, default));
        Assert.That(refused!.Kind, Is.EqualTo(KubeErrorKind.Conflict));
        Assert.That(await _playground.Client.FindAsync(ConfigMap.Type, _playground.Key("reborn"), default), Is.Not.Null);
    }

    [Test]
    public async Task Deleting_what_is_gone_says_so() =>
        Assert.That(await _playground.Client.DeleteAsync(ConfigMap.Type, _playground.Key("gone"), new DeleteOptions(), default), Is.False);

    [Test]
    public void A_refused_object_names_its_fields()
    {
        var refused = Assert.ThrowsAsync<KubeException>(() => _playground.CreateAsync("ok", ("not a key!", "1")));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.Kind, Is.EqualTo(KubeErrorKind.Invalid));
            Assert.That(refused.Status!.Details!.Causes.Single().Field, Is.EqualTo("data[not a key!]"));
            Assert.That(refused.Message, Does.Contain("create configmaps").Or.Contain("configmaps"));
        });
    }

    [Test]
    public async Task Metadata_alone_is_fetched_where_only_that_is_asked_for()
    {
        await _playground.CreateAsync("large", ("data", new string('x', 10_000)));
        var type = KubeJson.MetadataOf("", "v1", "configmaps", "ConfigMap");
        var raw = "";
        await foreach (var page in _playground.Client.ListAsync(type, new ListOptions { Namespace = _playground.Namespace }, default))
            raw += string.Join(',', page.Items.Select(i => i.Metadata.Name));
        Assert.That(raw, Does.Contain("large"));
        Assert.That((await _playground.Client.FindAsync(type, _playground.Key("large"), default))!.Metadata.ResourceVersion, Is.Not.Empty);
    }

    [Test]
    public void An_unknown_token_is_unauthorized()
    {
        using var client = Playground.MakeClient(Playground.Configuration() with { ClientCertificate = null, Credential = Tokens.Static("no-such-token") });
        Assert.That(Kind(Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("x"), default))), Is.EqualTo(KubeErrorKind.Unauthorized));
    }

    [Test]
    public async Task A_service_account_without_rights_is_forbidden_and_told_what_it_lacks()
    {
        var token = await Tokens.OfServiceAccountAsync(_playground, "powerless");
        using var client = Playground.MakeClient(Playground.Configuration() with { ClientCertificate = null, Credential = Tokens.Static(token) });
        var refused = Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("x"), default));
        Assert.Multiple(() =>
        {
            Assert.That(refused!.Kind, Is.EqualTo(KubeErrorKind.Forbidden));
            Assert.That(refused.Message, Does.Contain("system:serviceaccount").And.Contain("configmaps"));
            Assert.That(refused.ToString(), Does.Not.Contain(token));
        });
    }

    [Test]
    public void A_server_that_nobody_runs_is_unreachable()
    {
        using var client = Playground.MakeClient(Playground.Configuration() with { Server = new Uri("https://127.0.0.1:1") });
        Assert.That(Kind(Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("x"), default))), Is.EqualTo(KubeErrorKind.Unreachable));
    }

    [Test]
    public void A_server_of_another_authority_is_not_talked_to()
    {
        using var client = Playground.MakeClient(Playground.Configuration() with { Authorities = [TestCertificates.SelfSigned("CN=stranger", isAuthority: true)] });
        var refused = Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, _playground.Key("x"), default));
        Assert.That(refused!.Kind, Is.EqualTo(KubeErrorKind.Unreachable));
        Assert.That(refused.Message, Does.Contain("certificate"));
    }

    private Task<ConfigMap> ApplyAsync(string name, string manager, bool force, params (string Key, string Value)[] data)
    {
        var thing = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value))) };
        return _playground.Client.ApplyAsync(ConfigMap.Type, _playground.Key(name), thing, manager, force, default);
    }

    private static KubeErrorKind? Kind(KubeException? e) => e?.Kind;
}
