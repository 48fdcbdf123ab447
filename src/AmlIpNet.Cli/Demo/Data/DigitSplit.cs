using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.Data;

/// <summary>Parts the digits: a fifth, with each digit in its share, is held out for testing; the rest is training data in
/// shards. No image is in two parts. The shards are skewed as data of real sites is: half of the images of digit d go to
/// shard d modulo the number of shards, the other half is dealt evenly to all. So a shard knows every digit, but not in
/// their true shares, and shards differ in size.</summary>
/// <param name="Training">One set for each shard.</param>
/// <param name="Test">The images that no worker ever sees.</param>
internal sealed record DigitSplit(IReadOnlyList<DigitSet> Training, DigitSet Test)
{
    private const int TestEvery = 5;

    /// <param name="digits">All digits.</param>
    /// <param name="shards">How many shards.</param>
    /// <param name="seed">Which of the possible splits.</param>
    /// <exception cref="DataFileException">There are so few digits that a part would be empty.</exception>
    public static DigitSplit Create(DigitSet digits, int shards, ulong seed = 1)
    {
        var (training, test) = Indices(digits, shards, seed);
        if (test.Length == 0 || training.Any(shard => shard.Length == 0))
            throw new DataFileException($"The data has {digits.Count} digits, too few for {shards} shards and a test part: give --data a file with some hundred digits.");
        return new DigitSplit([.. training.Select(t => digits.Select(t))], digits.Select(test));
    }

    /// <summary>Which image is in which part: always the same for the same file and seed of the split, whatever the run's seed.
    /// Images are shuffled, then sorted by label; every fifth is for testing.</summary>
    public static (int[][] Training, int[] Test) Indices(DigitSet digits, int shards, ulong seed = 1)
    {
        var order = new int[digits.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        new SplitMix64(seed).Shuffle<int>(order);
        var labels = digits.Labels.ToArray();
        order = [.. order.OrderBy(i => labels[i])];

        var test = new List<int>();
        var training = new List<int>[shards];
        for (var s = 0; s < shards; s++) training[s] = [];
        var dealt = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i % TestEvery == TestEvery - 1) test.Add(order[i]);
            else if (i % 2 == 0) training[labels[order[i]] % shards].Add(order[i]);
            else training[dealt++ % shards].Add(order[i]);
        }

        return ([.. training.Select(t => t.ToArray())], [.. test]);
    }
}
