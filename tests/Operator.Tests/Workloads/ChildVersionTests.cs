using ControllerRuntime.Objects;
using Operator.Workloads;

namespace Operator.Tests.Workloads;

public sealed class ChildVersionTests
{
    private static readonly ObjectMeta Set = new() { Name = "x", Uid = "u", ResourceVersion = "5", Generation = 1, Labels = new Dictionary<string, string> { ["a"] = "1" }, OwnerReferences = [new OwnerReference { Uid = "o" }] };

    [Test]
    public void A_status_that_others_write_is_no_change() => Assert.That(ChildVersion.Of(Set with { ResourceVersion = "6" }), Is.EqualTo(ChildVersion.Of(Set)));

    [Test]
    public void A_change_of_the_spec_the_labels_the_owner_or_the_object_itself_is_one()
    {
        ObjectMeta[] changed = [Set with { Generation = 2 }, Set with { Labels = new Dictionary<string, string>() }, Set with { OwnerReferences = [] }, Set with { Uid = "other" }];
        Assert.That(changed.Select(ChildVersion.Of), Has.None.EqualTo(ChildVersion.Of(Set)).And.Unique);
    }

    [Test]
    public void Where_the_server_counts_no_generations_every_write_is_one() =>
        Assert.That(ChildVersion.Of(Set with { Generation = 0, ResourceVersion = "6" }), Is.Not.EqualTo(ChildVersion.Of(Set with { Generation = 0 })));

    [Test]
    public void The_annotation_in_which_kubectl_leaves_a_secrets_values_is_not_kept()
    {
        var kept = KeptMetadata.Of(new PartialObject { Metadata = Set with { Annotations = new Dictionary<string, string> { ["kubectl.kubernetes.io/last-applied-configuration"] = "{\"data\":…}" } } });
        Assert.That(kept.Metadata.Annotations, Is.Empty);
        Assert.That(ChildVersion.Of(kept.Metadata), Is.EqualTo(ChildVersion.Of(Set)));
    }
}
