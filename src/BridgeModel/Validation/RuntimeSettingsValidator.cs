using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of <c>runtime</c>.</summary>
internal sealed class RuntimeSettingsValidator : AbstractValidator<RuntimeSettings>
{
    public RuntimeSettingsValidator()
    {
        RuleFor(runtime => runtime.BatchSize).Range("batchSize", RuntimeSettings.BatchSizeRange);
        RuleFor(runtime => runtime.MaxBatchBytes).SizeRange("maxBatchBytes", RuntimeSettings.MaxBatchBytesRange);
        RuleFor(runtime => runtime.Workers).Range("workers", RuntimeSettings.WorkersRange);
        RuleFor(runtime => runtime.QueueSize).Range("queueSize", RuntimeSettings.QueueSizeRange);
        RuleFor(runtime => runtime.QueueSize).Check("queueSize", static (runtime, size) => size < runtime.BatchSize
            ? "must not be smaller than batchSize, or a batch never fills"
            : null);
        RuleFor(runtime => runtime.CheckpointInterval).Range("checkpointInterval", RuntimeSettings.CheckpointIntervalRange);
        RuleFor(runtime => runtime.ShutdownTimeout).Range("shutdownTimeout", RuntimeSettings.ShutdownTimeoutRange);
    }
}
