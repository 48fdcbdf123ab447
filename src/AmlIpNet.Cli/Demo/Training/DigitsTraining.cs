using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.View;

namespace AmlIpNet.Cli.Demo.Training;

/// <summary>A chain whose model names the test digits.</summary>
internal interface IDigitChain : IChain
{
    /// <summary>What the model takes each test digit for.</summary>
    IReadOnlyList<int> Predictions { get; }

    /// <summary>Some atoms of the model as pixels, where it has any.</summary>
    AtomSheet? Atoms => null;
}

/// <summary>Handwritten digits: one chain that merges the work on all shards, and, as the control, one for each shard on its own.</summary>
internal sealed class DigitsTraining(string name, DigitSet test, IDigitChain merged, IReadOnlyList<IChain> control) : IDemoTraining
{
    /// <summary>The shard that a job of a chain is on.</summary>
    public static int ShardOf(int chain, int job) => chain == 0 ? job : chain - 1;

    public string Name => name;

    public string Handler => name;

    public IReadOnlyList<IChain> Chains { get; } = [merged, .. control];

    public RoundRow Row(int round, IReadOnlyList<RoundResult> results) => new(round, results[0], [.. results.Skip(1).Select(r => r.Accuracy)]);

    public Findings Conclude(IReadOnlyList<RoundRow> rows)
    {
        var last = rows[^1];
        return new(Words(last), [], DemoPicture.Draw(name, rows, Confusion(), merged.Atoms));
    }

    private int[,] Confusion()
    {
        var counts = new int[DigitSet.Classes, DigitSet.Classes];
        var predictions = merged.Predictions;
        for (var i = 0; i < test.Count; i++) counts[test.Labels[i], predictions[i]]++;
        return counts;
    }

    private string Words(RoundRow last)
    {
        var merged = Format.Percent(last.Merged.Accuracy);
        if (last.Alone.Count == 0) return $"merged {merged} of {test.Count:N0} digits that no worker has seen; trained without the control, there is nothing to compare it with.";
        var best = last.Alone.Max();
        return $"merged {merged}: {Format.Points(100 * (last.Merged.Accuracy - best))} the best worker alone ({Format.Percent(best)}), on {test.Count:N0} digits that none has seen.";
    }
}
