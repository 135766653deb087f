namespace Faults.Tests.Lives;

internal enum IdentityKind
{
    TextId,
    ObjectId,
    OneField,
    TwoFields,
}
