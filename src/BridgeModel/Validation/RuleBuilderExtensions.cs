using BridgeModel.Reading;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The kinds of rules that the validators are made of.</summary>
internal static class RuleBuilderExtensions
{
    /// <summary>Takes what <paramref name="problem"/> says is wrong with the value, as it is, as the message.</summary>
    public static void Check<T, TValue>(this IRuleBuilderInitial<T, TValue> rule, string path, Func<T, TValue, string?> problem) => rule.Custom((value, context) =>
    {
        if (problem(context.InstanceToValidate, value) is { } message) context.AddFailure(path, message);
    });

    /// <inheritdoc cref="Check{T,TValue}(IRuleBuilderInitial{T,TValue},string,Func{T,TValue,string?})"/>
    public static void Check<T, TValue>(this IRuleBuilderInitial<T, TValue> rule, string path, Func<TValue, string?> problem) =>
        rule.Check(path, (_, value) => problem(value));

    public static void Range<T>(this IRuleBuilderInitial<T, TimeSpan> rule, string path, (TimeSpan Least, TimeSpan Most) range) =>
        rule.Check(path, value => InRange(value, range, DurationText.Format));

    public static void Range<T>(this IRuleBuilderInitial<T, int> rule, string path, (long Least, long Most) range) =>
        rule.Check(path, value => InRange(value, range, static number => $"{number}"));

    public static void SizeRange<T>(this IRuleBuilderInitial<T, long> rule, string path, (long Least, long Most) range) =>
        rule.Check(path, value => InRange(value, range, SizeText.Format));

    private static string? InRange<TValue>(TValue value, (TValue Least, TValue Most) range, Func<TValue, string> format)
        where TValue : IComparable<TValue>
        => value.CompareTo(range.Least) < 0 || value.CompareTo(range.Most) > 0
            ? $"must be between {format(range.Least)} and {format(range.Most)}"
            : null;
}
