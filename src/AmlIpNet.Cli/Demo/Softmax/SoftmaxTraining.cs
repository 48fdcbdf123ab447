using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>Federated averaging of softmax regression.</summary>
internal static class SoftmaxTraining
{
    public const string Name = "softmax";

    /// <param name="split">The data.</param>
    /// <param name="seed">Gives the same models whoever solves which job.</param>
    /// <param name="control">Whether each shard is trained on its own as well.</param>
    /// <param name="seeds">Which random numbers each job gets; by default its own.</param>
    public static DigitsTraining Create(DigitSplit split, ulong seed, bool control, JobSeeds? seeds = null)
    {
        seeds ??= new JobSeeds(seed);
        var shards = Enumerable.Range(0, split.Training.Count).ToArray();
        return new DigitsTraining(Name, split.Test, new SoftmaxChain(split, shards, seeds), control ? [.. shards.Select(shard => new SoftmaxChain(split, [shard], seeds))] : []);
    }
}
