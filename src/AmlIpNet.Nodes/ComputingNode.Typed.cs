namespace AmlIpNet;

// Jobs and solutions as values: the serializer stands between them and their bytes.
public sealed partial class ComputingNode
{
    /// <summary>Takes jobs until cancelled; <see cref="ComputingNodeOptions.Serializer"/> reads each and writes its solution.</summary>
    /// <remarks>A job that cannot be read has failed, as if the handler had thrown <see cref="InvalidPayloadException"/>.</remarks>
    /// <inheritdoc cref="RunAsync(JobHandler, CancellationToken)"/>
    public Task RunAsync<TJob, TSolution>(JobHandler<TJob, TSolution> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(Untyped(handler, _options.Serializer), cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{TJob, TSolution}(JobHandler{TJob, TSolution}, CancellationToken)"/>
    public Task RunAsync<TJob, TSolution>(IJobHandler<TJob, TSolution> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync<TJob, TSolution>(handler.SolveAsync, cancellationToken);
    }

    /// <summary>Takes one job, and returns when it has been answered; <see cref="ComputingNodeOptions.Serializer"/> reads it and writes its solution.</summary>
    /// <remarks>A job that cannot be read has failed, as if the handler had thrown <see cref="InvalidPayloadException"/>.</remarks>
    /// <inheritdoc cref="ProcessJobAsync(JobHandler, CancellationToken)"/>
    public Task ProcessJobAsync<TJob, TSolution>(JobHandler<TJob, TSolution> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return ProcessJobAsync(Untyped(handler, _options.Serializer), cancellationToken);
    }

    private static JobHandler Untyped<TJob, TSolution>(JobHandler<TJob, TSolution> handler, IPayloadSerializer serializer) => async (job, cancellationToken) =>
    {
        var typed = new Job<TJob>(serializer.Deserialize<TJob>(job.Payload), job);
        var solution = await handler(typed, cancellationToken).ConfigureAwait(false);
        return Solution.FromMemory(serializer.Serialize(solution));
    };
}
