namespace Operator.RuntimeStatus;

/// <summary>What a runtime answered: a report, or the reason why it did not.</summary>
internal readonly record struct RuntimeAnswer(RuntimeReport? Report, string Problem);
