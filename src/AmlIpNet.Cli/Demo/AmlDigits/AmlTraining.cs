using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>Algebraic Machine Learning on digits: a lineage of jobs for each shard, whose atoms are merged and fed back after each round.
/// In the control the same lineages, with the same batches, hear nothing of each other.</summary>
internal static class AmlTraining
{
    public const string Name = "aml";

    private const int ValidateEvery = 20;

    /// <param name="split">The data. Every 20th image of a shard is kept for validation: nobody trains or filters with it.</param>
    /// <param name="seed">Gives the same models whoever solves which job.</param>
    /// <param name="control">Whether each shard is trained on its own as well.</param>
    /// <param name="seeds">Which random numbers each job gets; by default its own.</param>
    /// <exception cref="DataFileException">No shard is large enough to have an image for validation.</exception>
    public static DigitsTraining Create(DigitSplit split, ulong seed, bool control, JobSeeds? seeds = null)
    {
        seeds ??= new JobSeeds(seed);
        Examples[] shards = [.. split.Training.Select(shard => new Examples(Part(shard, validation: false)))];
        var validation = new Examples(DigitSet.Join([.. split.Training.Select(shard => Part(shard, validation: true))]));
        if (validation.Count == 0) throw new DataFileException($"The shards have {shards.Max(shard => shard.Count)} digits at most, too few to keep some for validation: give --data a file with some hundred digits.");
        var test = new Examples(split.Test);
        var merged = new MergedChain(Lineages(shards, seed, seeds), shards, validation, test);
        return new DigitsTraining(Name, split.Test, merged, control ? [.. Lineages(shards, seed, seeds).Select(lineage => new LoneChain(lineage, test))] : []);
    }

    private static Lineage[] Lineages(IReadOnlyList<Examples> shards, ulong seed, JobSeeds seeds) => [.. shards.Select((shard, number) => new Lineage(shard, number, seed, seeds))];

    private static DigitSet Part(DigitSet shard, bool validation) =>
        shard.Select([.. Enumerable.Range(0, shard.Count).Where(i => i % ValidateEvery == ValidateEvery / 2 == validation)]);
}
