namespace Operator.Removal;

/// <summary>How far the removal of a bridge's state is.</summary>
/// <param name="IsOver">Whether nothing more is waited for.</param>
/// <param name="Problem">Over: why the state was left; null when it was not. Not over: what is waited for, should the time run out.</param>
internal readonly record struct RemovalProgress(bool IsOver, string? Problem)
{
    public static RemovalProgress Dropped { get; } = new(IsOver: true, Problem: null);

    public static RemovalProgress Left(string why) => new(IsOver: true, why);

    public static RemovalProgress Waits(string what) => new(IsOver: false, what);
}
