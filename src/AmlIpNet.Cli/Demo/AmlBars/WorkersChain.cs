using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.AmlBars;

/// <summary>One round of one job for each part of the data: a worker learns all of its batches, starting from nothing.</summary>
internal sealed class WorkersChain(Bars bars, IReadOnlyList<DataSet[]> parts, BarsTest test, ulong seed) : IChain
{
    private readonly DecodeLimits _limits = new() { MaxConstants = bars.ConstantCount };
    private readonly TrainingSolution[] _solutions = new TrainingSolution[parts.Count];

    /// <summary>The accuracy of each worker, without the atoms of its last batch, which have proved themselves nowhere yet.</summary>
    public IReadOnlyList<double> Alone { get; private set; } = [];

    public IReadOnlyList<Job> NextJobs() => [.. parts.Select((batches, part) => Job.FromMemory(TrainingJobCodec.Encode(
        new TrainingJob(new ModelState { ConstantCount = bars.ConstantCount }, batches, SplitMix64.Combine(seed, part)))))];

    public void Take(int job, ReadOnlyMemory<byte> solution) => _solutions[job] = TrainingSolutionCodec.Decode(solution.Span, _limits);

    public RoundResult EndRound()
    {
        var unions = _solutions.Select(solution => solution.NewAtoms).ToArray();
        Alone = [.. _solutions.Select(solution => test.Accuracy(solution.NewAtoms.Where(atom => atom < solution.SettledAtoms)))];
        var (raw, filtered) = (Merge.Raw(unions), Merge.Filtered(unions, new ConsistencyFilter(parts.SelectMany(part => part))));
        var accuracy = test.Accuracy(filtered);
        return new RoundResult(accuracy, new MergeResult(test.Accuracy(raw), accuracy, true, filtered.Count));
    }
}
