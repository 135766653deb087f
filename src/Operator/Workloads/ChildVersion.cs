using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>
/// Changes whenever somebody changes what the operator wants of a child. Where the server counts changes of the spec, a status that others write is no such change; it
/// would bring a useless apply with each step of a rollout.
/// </summary>
internal static class ChildVersion
{
    public static string Of(ObjectMeta child)
    {
        if (child.Generation == 0) return child.ResourceVersion ?? "";
        var labels = string.Join(',', child.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{child.Uid}/{child.Generation}/{labels}/{string.Join(',', child.OwnerReferences.Select(o => o.Uid))}");
    }
}
