namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>What a Computing node does with a job of the softmax demo.</summary>
internal static class SoftmaxWorker
{
    /// <exception cref="PayloadFormatException">The job is not one of this model.</exception>
    public static byte[] Solve(ReadOnlySpan<byte> job, CancellationToken cancellationToken = default) =>
        ModelCodec.Encode(SgdTrainer.Train(JobCodec.Decode(job), cancellationToken));
}
