using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace ControllerRuntime.Configuration;

/// <summary>
/// Reads kubeconfig files as kubectl does: those of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>; of two entries with one name the first file's counts.
/// <c>https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/</c>.
/// </summary>
public static class KubeConfig
{
    /// <summary>The files that count, those that are there.</summary>
    /// <param name="environment">Looks a variable up.</param>
    public static IReadOnlyList<string> Files(Func<string, string?> environment)
    {
        var named = environment("KUBECONFIG");
        if (!string.IsNullOrEmpty(named)) return [.. named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists)];
        var usual = Path.Combine(environment("HOME") ?? "", ".kube", "config");
        return File.Exists(usual) ? [usual] : [];
    }

    /// <param name="files">In the order of precedence.</param>
    /// <param name="context">Which context; null: the current one.</param>
    /// <param name="time">Times the renewal of credentials.</param>
    /// <exception cref="KubeConfigurationException">A file or a field is wrong; the message says which.</exception>
    public static KubeConfiguration Read(IReadOnlyList<string> files, string? context, TimeProvider time)
    {
        var read = files.Select(KubeConfigFile.Read).ToList();
        var name = context ?? read.Select(f => f.CurrentContext).FirstOrDefault(c => c is not null)
            ?? throw new KubeConfigurationException($"no current-context is set in {Named(files)}; name one with kubectl config use-context");
        var (_, chosen) = Find(read, files, "contexts", name, "context");
        var (clusterFile, cluster) = Find(read, files, "clusters", Required(chosen, "cluster", $"context {name}"), "cluster");
        var (userFile, user) = KubeConfigFile.Text(chosen, "user") is { } userName ? Find(read, files, "users", userName, "user") : (clusterFile, new YamlMappingNode());
        return Make(new Block(clusterFile.Path, cluster), new Block(userFile.Path, user), KubeConfigFile.Text(chosen, "namespace") ?? "default", time);
    }

    private static KubeConfiguration Make(Block cluster, Block user, string space, TimeProvider time)
    {
        var server = Required(cluster.Node, "server", "cluster");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new KubeConfigurationException($"server in {cluster.File} must be a URL that begins with https://");
        return new KubeConfiguration
        {
            Server = address,
            Authorities = cluster.Bytes("certificate-authority") is { } pem ? ReadAuthorities(pem, cluster.File) : null,
            TlsServerName = KubeConfigFile.Text(cluster.Node, "tls-server-name"),
            SkipsTlsVerification = KubeConfigFile.Text(cluster.Node, "insecure-skip-tls-verify") == "true",
            ClientCertificate = ReadClientCertificate(user),
            Credential = ReadCredential(user, time),
            Namespace = space,
        };
    }

    private static ICredential ReadCredential(Block user, TimeProvider time)
    {
        if (KubeConfigFile.Text(user.Node, "tokenFile") is { } file) return new TokenFileCredential(user.PathOf(file), time);
        if (KubeConfigFile.Text(user.Node, "token") is { } token) return new StaticCredential(new AuthenticationHeaderValue("Bearer", token));
        if (KubeConfigFile.Text(user.Node, "username") is { } name)
        {
            var pair = $"{name}:{KubeConfigFile.Text(user.Node, "password")}";
            return new StaticCredential(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))));
        }
        if (KubeConfigFile.Child(user.Node, "exec") is YamlMappingNode exec) return new ExecPlugin(ReadExec(exec, user), time);
        if (KubeConfigFile.Child(user.Node, "auth-provider") is not null)
            throw new KubeConfigurationException($"auth-provider in {user.File} is of a past that Kubernetes itself has removed; use exec");
        return StaticCredential.None;
    }

    private static ExecPluginSpec ReadExec(YamlMappingNode exec, Block user)
    {
        var command = Required(exec, "command", "exec");
        var arguments = KubeConfigFile.Child(exec, "args") is YamlSequenceNode list ? list.OfType<YamlScalarNode>().Select(a => a.Value ?? "").ToList() : [];
        var environment = new Dictionary<string, string>();
        if (KubeConfigFile.Child(exec, "env") is YamlSequenceNode variables)
        {
            foreach (var variable in variables.OfType<YamlMappingNode>()) environment[Required(variable, "name", "exec.env")] = KubeConfigFile.Text(variable, "value") ?? "";
        }
        // As kubectl: a path with a slash belongs to the file's folder, a name alone is looked up in PATH.
        if (command.Contains('/', StringComparison.Ordinal)) command = user.PathOf(command);
        return new ExecPluginSpec(Required(exec, "apiVersion", "exec"), command, arguments, environment, KubeConfigFile.Text(exec, "installHint"));
    }

    private static X509Certificate2? ReadClientCertificate(Block user)
    {
        var (certificate, key) = (user.Bytes("client-certificate"), user.Bytes("client-key"));
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null) throw new KubeConfigurationException($"{user.File} has only one of client-certificate and client-key; both are needed");
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeConfigurationException($"client-certificate or client-key in {user.File} is no PEM, or the two do not belong together");
        }
    }

    private static X509Certificate2Collection ReadAuthorities(byte[] pem, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException e)
        {
            throw new KubeConfigurationException($"certificate-authority in {file} is no PEM: {e.Message}");
        }
        return authorities.Count > 0 ? authorities : throw new KubeConfigurationException($"certificate-authority in {file} holds no certificate");
    }

    private static (KubeConfigFile File, YamlMappingNode Block) Find(IReadOnlyList<KubeConfigFile> read, IReadOnlyList<string> files, string list, string name, string block)
    {
        foreach (var file in read)
        {
            if (file.Entry(list, name, block) is { } entry) return (file, entry);
        }
        throw new KubeConfigurationException($"there is no {name} among the {list} of {Named(files)}");
    }

    private static string Required(YamlMappingNode node, string key, string where) =>
        KubeConfigFile.Text(node, key) ?? throw new KubeConfigurationException($"{key} is missing in the {where} of the kubeconfig");

    private static string Named(IReadOnlyList<string> files) => files.Count == 0 ? "the kubeconfig, of which there is none" : string.Join(", ", files);

    /// <summary>A block of a file; values may stand in it (<c>…-data</c>, base64) or in files that it names.</summary>
    private sealed record Block(string File, YamlMappingNode Node)
    {
        public string PathOf(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!);

        public byte[]? Bytes(string key)
        {
            if (KubeConfigFile.Text(Node, $"{key}-data") is { } data)
            {
                var bytes = new byte[data.Length];
                return Convert.TryFromBase64String(data, bytes, out var length) ? bytes[..length] : throw new KubeConfigurationException($"{key}-data in {File} is no base64");
            }
            if (KubeConfigFile.Text(Node, key) is not { } path) return null;
            try
            {
                return System.IO.File.ReadAllBytes(PathOf(path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KubeConfigurationException($"{key} in {File} names {path}, which cannot be read: {e.Message}");
            }
        }
    }
}
