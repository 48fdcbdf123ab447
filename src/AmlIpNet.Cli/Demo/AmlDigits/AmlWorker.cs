using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>What a Computing node does with a training job.</summary>
internal static class AmlWorker
{
    // Whoever may send a job may send work; but a few bytes must not take all of the node's memory.
    private static readonly DecodeLimits s_limits = new() { MaxConstants = 8_192, MaxTerms = 100_000 };

    /// <exception cref="AmlException">The bytes are no training job, or its data contradicts itself.</exception>
    public static byte[] Solve(ReadOnlySpan<byte> job, CancellationToken cancellationToken = default) =>
        TrainingSolutionCodec.Encode(Trainer.Train(Read(job), cancellationToken: cancellationToken));

    private static TrainingJob Read(ReadOnlySpan<byte> job) => ShardJobCodec.Recognises(job) ? ShardJobCodec.Decode(job, s_limits) : TrainingJobCodec.Decode(job, s_limits);
}
