namespace AmlIpNet.Distribution.Tests.Selection;

public sealed class SelectorTests
{
    private static readonly PlanWorker[] s_workers =
    [
        Cases.Worker("plain"), Cases.Worker("gpu", "gpu=true memory=4"), Cases.Worker("large", "gpu=1 memory=64 cores=8"), Cases.Worker("off", "gpu=false memory=128"), Cases.Worker("odd", "gpu=yes memory=much"),
    ];

    [Fact]
    public void Flags_must_match_and_ranges_score()
    {
        Criterion[] criteria = [Criterion.Flag("gpu"), Criterion.Range("memory", least: 8), Criterion.Range("cores", 8, 8)];
        var selected = Selector.Select(s_workers, criteria);
        Assert.Equal([("large", 3), ("gpu", 1)], selected.Select(one => (one.Worker.Name, one.Score)));
        Assert.Equal("large", Assert.Single(Selector.Select(s_workers, criteria, best: 1)).Worker.Name);
        Assert.Equal(["odd", "off", "plain"], Selector.Select(s_workers, [Criterion.Flag("gpu", expected: false)]).Select(one => one.Worker.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Both_ends_of_a_range_belong_to_it_and_a_worker_without_the_attribute_does_not()
    {
        Assert.Equal(["gpu", "large"], Selector.Select(s_workers, [Criterion.Range("memory", 4, 64, isRequired: true)]).Select(one => one.Worker.Name).Order(StringComparer.Ordinal));
        Assert.Empty(Selector.Select(s_workers, [Criterion.Range("memory", 4.0001m, 63.9999m, isRequired: true)]));
        Assert.Contains("turn them round", Assert.Throws<PlanException>(() => Criterion.Range("memory", 2, 1)).Message);
    }

    [Fact]
    public void The_seed_decides_between_equals_evenly()
    {
        var workers = Cases.Equal(4);
        var counts = new Dictionary<string, int>();
        for (ulong seed = 0; seed < 4_000; seed++)
        {
            var selected = Selector.Select(workers, [], best: 2, seed);
            Assert.Equal(selected, Selector.Select(workers, [], best: 2, seed));
            foreach (var one in selected) counts[one.Worker.Name] = counts.GetValueOrDefault(one.Worker.Name) + 1;
        }

        Assert.Equal(4, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_800, 2_200)); // the seeds are fixed
    }
}
