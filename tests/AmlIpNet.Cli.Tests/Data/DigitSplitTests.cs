using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Tests.Data;

public class DigitSplitTests
{
    private static readonly DigitSet s_digits = DigitsFile.Read(DigitsFile.DefaultPath);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Every_image_is_in_exactly_one_part(int shards)
    {
        var (training, test) = DigitSplit.Indices(s_digits, shards);
        Assert.Equal(shards, training.Length);
        Assert.Equal(2_000, test.Length);
        Assert.Equal(Enumerable.Range(0, 10_000), training.SelectMany(t => t).Concat(test).Order());
    }

    [Fact]
    public void The_parts_share_no_image_even_by_content()
    {
        var split = DigitSplit.Create(s_digits, 4);
        var seen = new HashSet<string>();
        foreach (var part in split.Training.Append(split.Test))
            for (var i = 0; i < part.Count; i++) Assert.True(seen.Add(Convert.ToHexString(part.Row(i))));
    }

    [Fact]
    public void The_test_part_is_the_same_for_any_number_of_shards() =>
        Assert.Equal(DigitSplit.Indices(s_digits, 4).Test, DigitSplit.Indices(s_digits, 9).Test);

    [Fact]
    public void Every_part_has_every_digit_and_the_test_part_in_its_share()
    {
        var split = DigitSplit.Create(s_digits, 4);
        for (var digit = 0; digit < DigitSet.Classes; digit++)
        {
            Assert.InRange(Count(split.Test, digit) * 5, Count(s_digits, digit) - 5, Count(s_digits, digit) + 5);
            for (var shard = 0; shard < 4; shard++)
            {
                // At home half of the images and a quarter of the other half, elsewhere that quarter.
                var share = (double)Count(split.Training[shard], digit) / split.Training.Sum(t => Count(t, digit));
                Assert.InRange(share, digit % 4 == shard ? 0.60 : 0.11, digit % 4 == shard ? 0.65 : 0.14);
            }
        }
    }

    [Fact]
    public void Reading_and_parting_twice_gives_the_same_bytes()
    {
        var (first, second) = (DigitSplit.Create(s_digits, 4), DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 4));
        for (var shard = 0; shard < 4; shard++) Assert.True(first.Training[shard].Rows.SequenceEqual(second.Training[shard].Rows));
        Assert.True(first.Test.Rows.SequenceEqual(second.Test.Rows));
    }

    [Fact]
    public void Too_few_digits_are_refused()
    {
        foreach (var count in new[] { 0, 4, 7 })
        {
            var few = s_digits.Select([.. Enumerable.Range(0, count)]);
            Assert.Contains($"has {count} digits, too few", Assert.Throws<DataFileException>(() => DigitSplit.Create(few, 4)).Message);
        }

        var none = DigitSplit.Create(s_digits.Select([.. Enumerable.Range(0, 20)]), 4);
        Assert.Contains("too few to keep some for validation", Assert.Throws<DataFileException>(() => AmlTraining.Create(none, seed: 1, control: false)).Message);
    }

    private static int Count(DigitSet set, int digit)
    {
        var count = 0;
        foreach (var label in set.Labels)
            if (label == digit) count++;
        return count;
    }
}
