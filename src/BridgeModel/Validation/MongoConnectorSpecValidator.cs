using BridgeModel.Reading;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>mongoConnector</c>, in <c>bridge.yaml</c> and in the resource; they differ in where the connection string comes from.</summary>
internal sealed class MongoConnectorSpecValidator : AbstractValidator<MongoConnectorSpec>
{
    private const int MostCollections = 500;

    private MongoConnectorSpecValidator()
    {
        RuleFor(spec => spec.Database).Check("database", NameRules.Database);
        RuleFor(spec => spec.Collections).Check("collections", static collections => collections.Count switch
        {
            0 => "must name at least one collection",
            > MostCollections => $"must name at most {MostCollections} collections",
            _ => null,
        });
        RuleFor(spec => spec.Collections).Custom(static (collections, context) =>
        {
            foreach (var name in collections.Keys)
            {
                if ((NameRules.Collection(name) ?? NameRules.Namespace(context.InstanceToValidate.Database, name)) is { } problem)
                    context.AddFailure("collections" + DocumentPath.Suffix(name), problem);
            }
        });
        RuleForEach(spec => spec.Collections)
            .OverrideIndexer(static (_, _, collection, _) => DocumentPath.Suffix(collection.Key))
            .SetValidator(new CollectionSpecValidator())
            .OverridePropertyName("collections");
    }

    /// <summary>The rules in <c>bridge.yaml</c>.</summary>
    public static MongoConnectorSpecValidator ForStandAlone
    {
        get
        {
            var validator = new MongoConnectorSpecValidator();
            validator.RuleFor(spec => spec.ConnectionSecret).Check("connectionSecret", static secret => secret is not null
                ? "is for the operator, which resolves secrets; here use connectionString, best as ${MONGODB_CONNECTION_STRING} or file:/path"
                : null);
            validator.RuleFor(spec => spec.CaSecret).Check("caSecret", static secret => secret is not null ? "is for the operator, which resolves secrets; here use caFile" : null);
            validator.RuleFor(spec => spec.ConnectionString).Check("connectionString", static (spec, connectionString) =>
                spec.ConnectionSecret is not null && connectionString is null ? null : ConnectionRules.ConnectionString(connectionString));
            return validator;
        }
    }

    /// <summary>The rules in the resource.</summary>
    public static MongoConnectorSpecValidator ForResource
    {
        get
        {
            var validator = new MongoConnectorSpecValidator();
            validator.RuleFor(spec => spec.ConnectionString).Check("connectionString", static connectionString => connectionString is not null
                ? "is for a bridge without the operator; here use connectionSecret, so that the resource holds no secret"
                : null);
            validator.RuleFor(spec => spec.CaFile).Check("caFile", static file => file is not null ? "is for a bridge without the operator; here use caSecret" : null);
            validator.RuleFor(spec => spec.Collections).Custom(static (collections, context) =>
            {
                foreach (var (name, _) in collections.Where(c => c.Value.Schema is not null))
                    context.AddFailure($"collections{DocumentPath.Suffix(name)}.schema", "names files, which a bridge in the cluster cannot be given yet; take it out, or run the bridge without the operator");
            });
            validator.RuleFor(spec => spec.ConnectionSecret).Check("connectionSecret", static secret => secret is null
                ? "is missing; give kubernetesSecret or awsSecretsManager"
                : null);
            validator.When(static spec => spec.CaSecret is not null, () => validator.RuleFor(spec => spec.CaSecret!).SetValidator(new SecretKeySpecValidator()).OverridePropertyName("caSecret"));
            validator.RuleFor(spec => spec.ConnectionSecret!).SetValidator(new ConnectionSecretSpecValidator()).OverridePropertyName("connectionSecret");
            return validator;
        }
    }
}
