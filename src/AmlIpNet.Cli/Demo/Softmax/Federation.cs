using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>One job of a round.</summary>
/// <param name="Shard">Whose data it has.</param>
/// <param name="Alone">Whether it carries on the shard's own lineage, which is never merged.</param>
/// <param name="Payload">The job's bytes.</param>
internal readonly record struct RoundJob(int Shard, bool Alone, byte[] Payload);

/// <summary>
/// The Main node's learning: rounds of jobs, two for each shard. One starts from the merged model, and the mean of their
/// solutions is the next merged model. The other starts from the shard's own last model, which shows how far the shard
/// would have come alone with the same training. Everything follows from the seed, whoever solves which job, in any order.
/// </summary>
internal sealed class Federation
{
    private const int Epochs = 2;
    private const int BatchSize = 32;
    private const float LearningRate = 0.1f;

    private readonly DigitSplit _split;
    private readonly ulong _seed;
    private readonly SoftmaxModel[] _alone;

    public Federation(DigitSplit split, ulong seed)
    {
        _split = split;
        _seed = seed;
        _alone = [.. split.Training.Select(_ => new SoftmaxModel())];
    }

    public SoftmaxModel Merged { get; private set; } = new();

    public int Round { get; private set; }

    public int Shards => _alone.Length;

    public double MergedAccuracy => Merged.Accuracy(_split.Test);

    public double AloneAccuracy(int shard) => _alone[shard].Accuracy(_split.Test);

    /// <summary>The jobs of the next round.</summary>
    public IReadOnlyList<RoundJob> NextJobs()
    {
        var jobs = new List<RoundJob>(2 * Shards);
        for (var shard = 0; shard < Shards; shard++)
        {
            var parameters = new TrainingParameters(Epochs, BatchSize, LearningRate, SplitMix64.Combine(_seed, Round, shard));
            jobs.Add(new RoundJob(shard, false, JobCodec.Encode(new TrainingJob(Merged, _split.Training[shard], parameters))));
            jobs.Add(new RoundJob(shard, true, JobCodec.Encode(new TrainingJob(_alone[shard], _split.Training[shard], parameters))));
        }

        return jobs;
    }

    /// <summary>Takes the solutions of the round, one for each of its jobs in their order.</summary>
    public void Take(IReadOnlyList<RoundJob> jobs, IReadOnlyList<SoftmaxModel> solutions)
    {
        var parts = new List<(SoftmaxModel, int)>(Shards);
        for (var i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].Alone) _alone[jobs[i].Shard] = solutions[i];
            else parts.Add((solutions[i], _split.Training[jobs[i].Shard].Count));
        }

        Merged = FederatedAverage.Merge(parts);
        Round++;
    }
}
