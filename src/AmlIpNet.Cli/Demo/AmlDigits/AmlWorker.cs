using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>What a Computing node does with a training job.</summary>
internal static class AmlWorker
{
    /// <exception cref="AmlException">The bytes are no training job, or its data contradicts itself.</exception>
    public static byte[] Solve(ReadOnlySpan<byte> job, CancellationToken cancellationToken = default) =>
        TrainingSolutionCodec.Encode(Trainer.Train(TrainingJobCodec.Decode(job), cancellationToken: cancellationToken));
}
