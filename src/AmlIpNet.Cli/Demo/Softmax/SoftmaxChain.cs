using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>
/// Rounds of one job for each of the shards, all from the same model: the mean of their solutions is the next one. With a single
/// shard this is how far it comes alone, with the same training.
/// </summary>
internal sealed class SoftmaxChain(DigitSplit split, IReadOnlyList<int> shards, JobSeeds seeds) : IDigitChain
{
    private const int Epochs = 2;
    private const int BatchSize = 32;
    private const float LearningRate = 0.1f;

    private readonly SoftmaxModel[] _solutions = new SoftmaxModel[shards.Count];
    private int _round;

    /// <summary>Each job has random numbers of its own.</summary>
    public SoftmaxChain(DigitSplit split, IReadOnlyList<int> shards, ulong seed) : this(split, shards, new JobSeeds(seed)) { }

    public SoftmaxModel Model { get; private set; } = new();

    public IReadOnlyList<int> Predictions => [.. Enumerable.Range(0, split.Test.Count).Select(i => Model.Predict(split.Test.Row(i)))];

    public IReadOnlyList<Job> NextJobs() => [.. shards.Select(shard => JobCodec.EncodeInParts(
        new TrainingJob(Model, split.Training[shard], new TrainingParameters(Epochs, BatchSize, LearningRate, seeds.Of(shard, _round)))))];

    public void Take(int job, ReadOnlyMemory<byte> solution) => _solutions[job] = ModelCodec.Decode(solution.Span);

    public RoundResult EndRound()
    {
        Model = FederatedAverage.Merge([.. _solutions.Zip(shards, (model, shard) => (model, split.Training[shard].Count))]);
        _round++;
        return new RoundResult(Model.Accuracy(split.Test));
    }
}
