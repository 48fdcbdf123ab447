using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Cli.Demo.View;

namespace AmlIpNet.Cli.Demo.AmlBars;

/// <summary>
/// The bars problem: does an image of 4 × 4 pixels, half of them black by chance, hold a complete column? Four workers learn from images of
/// their own; the merge of their atoms knows what none of them does. Beside it one node learns from all images.
/// </summary>
internal sealed class BarsTraining : IDemoTraining
{
    private const int Side = 4, Workers = 4, BatchesEach = 20, ImagesEach = 50, TestEach = 5_000;

    private readonly WorkersChain _workers;

    public BarsTraining(ulong seed)
    {
        var bars = new Bars(Side);
        var parts = Enumerable.Range(0, Workers).Select(worker => Batches(bars, SplitMix64.Combine(seed, worker))).ToArray();
        var test = new BarsTest(bars, TestEach, SplitMix64.Combine(seed, Workers));
        _workers = new WorkersChain(bars, parts, test, seed);
        Chains = [_workers, new WorkersChain(bars, [[.. parts.SelectMany(part => part)]], test, seed)];
    }

    public string Name => "bars";

    public string Handler => AmlTraining.Name;

    public IReadOnlyList<IChain> Chains { get; }

    public RoundRow Row(int round, IReadOnlyList<RoundResult> results) => new(round, results[0], _workers.Alone);

    public Findings Conclude(IReadOnlyList<RoundRow> rows)
    {
        var (merge, best) = (rows[^1].Merged, _workers.Alone.Max());
        var lines = _workers.Alone.Select((accuracy, worker) => ($"worker {worker + 1} alone", Errors(accuracy)))
            .Append(("one node with all images", Errors(((WorkersChain)Chains[1]).Alone[0])))
            .Append(("raw union of the four workers", Errors(merge.Merge!.Raw)))
            .Append(("filtered merge of the four workers", Errors(merge.Merge.Filtered))).ToList();
        return new($"merged {Format.Percent(merge.Accuracy, "0.00")}: {Format.Points(100 * (merge.Accuracy - best))} the best worker alone ({Format.Percent(best)}), on {2 * TestEach:N0} images that none has seen.", lines);
    }

    private static double Errors(double accuracy) => Math.Round(1 - accuracy, 6);

    private static DataSet[] Batches(Bars bars, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, BatchesEach).Select(_ => bars.Batch(ImagesEach, ImagesEach, random))];
    }
}
