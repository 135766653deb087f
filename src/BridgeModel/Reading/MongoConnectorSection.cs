using System.Collections.ObjectModel;

namespace BridgeModel.Reading;

/// <summary>Which keys of the <c>mongoConnector</c> block fill which record.</summary>
internal static class MongoConnectorSection
{
    public static MongoConnectorSpec Read(Section section)
    {
        var spec = new MongoConnectorSpec
        {
            ConnectionSecret = section.Child("connectionSecret") is { } secret ? ReadConnectionSecret(secret) : null,
            ConnectionString = section.Has("connectionSecret") ? section.Secret("connectionString") : section.Secret("connectionString", EnvironmentSettings.ConnectionString),
            CaFile = section.OptionalText("caFile"),
            CaSecret = section.Child("caSecret") is { } authorities ? SecretKeySection.Read(authorities, SecretKeySection.CaKey) : null,
            Database = section.OptionalText("database", EnvironmentSettings.Database) ?? "",
            Collections = ReadCollections(section),
        };
        section.Close();
        return spec;
    }

    private static ReadOnlyDictionary<string, CollectionSpec> ReadCollections(Section section)
    {
        var collections = new OrderedDictionary<string, CollectionSpec>();
        foreach (var (name, collection) in section.NamedChildren("collections"))
            collections.Add(name, collection is null ? new CollectionSpec() : ReadCollection(collection));
        return new ReadOnlyDictionary<string, CollectionSpec>(collections);
    }

    private static CollectionSpec ReadCollection(Section section)
    {
        var missing = new CollectionSpec();
        var spec = new CollectionSpec
        {
            Fields = section.Texts("fields"),
            InitialSync = section.Flag("initialSync", missing.InitialSync),
            Mode = section.Choice("mode", missing.Mode, ("native", CollectionMode.Native), ("ejson", CollectionMode.Ejson), ("json", CollectionMode.Native)),
            DqlStrictMode = section.Flag("dqlStrictMode", missing.DqlStrictMode),
            DittoTypes = section.Child("dittoTypes") is { } types ? ReadDittoTypes(types) : null,
            ChangeField = section.OptionalText("changeField"),
            Filter = section.OptionalText("filter"),
            Schema = section.Child("schema") is { } schema ? ReadSchema(schema) : null,
        };
        section.Close();
        return spec;
    }

    private static SchemaSpec ReadSchema(Section section)
    {
        var missing = new SchemaSpec();
        var spec = new SchemaSpec
        {
            File = section.Text("file", missing.File),
            VersionField = section.OptionalText("versionField"),
            OnInvalid = section.Choice("onInvalid", missing.OnInvalid, ("deadLetter", InvalidDocumentPolicy.DeadLetter), ("pass", InvalidDocumentPolicy.Pass)),
        };
        section.Close();
        return spec;
    }

    private static DittoTypesSpec ReadDittoTypes(Section section)
    {
        var spec = new DittoTypesSpec { SettableCounters = section.Texts("settableCounters") };
        section.Close();
        return spec;
    }

    private static ConnectionSecretSpec ReadConnectionSecret(Section section)
    {
        var spec = new ConnectionSecretSpec
        {
            KubernetesSecret = section.Child("kubernetesSecret") is { } kubernetes ? ReadKubernetesSecret(kubernetes) : null,
            AwsSecretsManager = section.Child("awsSecretsManager") is { } aws ? ReadAwsSecretsManager(aws) : null,
        };
        section.Close();
        return spec;
    }

    private static KubernetesSecretSpec ReadKubernetesSecret(Section section)
    {
        var missing = new KubernetesSecretSpec();
        var spec = new KubernetesSecretSpec
        {
            Name = section.Text("name", missing.Name),
            ConnectionString = section.Text("connectionString", missing.ConnectionString),
        };
        section.Close();
        return spec;
    }

    private static AwsSecretsManagerSpec ReadAwsSecretsManager(Section section)
    {
        var spec = new AwsSecretsManagerSpec
        {
            SecretId = section.Text("secretId", ""),
            RoleArn = section.Text("roleArn", ""),
            Region = section.Text("region", ""),
        };
        section.Close();
        return spec;
    }
}
