using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.AmlBars;
using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Training;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Aml;

public sealed class TrainingTests(ITestOutputHelper output)
{
    private static readonly DigitSplit s_split = DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 4);

    // 300 of the images of each shard: enough to learn from, and quick.
    private static readonly DigitSplit s_small = new([.. s_split.Training.Select(shard => Thin(shard, shard.Count / 300))], Thin(s_split.Test, 4));

    [Fact]
    public void The_merged_model_is_better_than_every_worker_alone()
    {
        var training = AmlTraining.Create(s_split, seed: 1, control: true);
        var rows = new List<RoundRow>();
        for (var round = 1; round <= 5; round++) rows.Add(training.Row(round, [.. training.Chains.Select(Solve)]));
        var last = rows[^1];
        output.WriteLine($"{last.Merged}, alone {string.Join(", ", last.Alone)}");
        Assert.True(last.Merged.Accuracy > 0.93, $"{last.Merged}");
        Assert.Equal(4, last.Alone.Count);
        Assert.All(last.Alone, accuracy => Assert.InRange(accuracy, 0.6, last.Merged.Accuracy - 0.02));
        Assert.False(rows[0].Merged.Merge!.IsFiltered, "After one round hardly an atom has passed the filter; the raw union is better.");
        Assert.Contains("points above the best worker alone", training.Conclude(rows).Words);
    }

    [Fact]
    public void Neither_the_order_of_the_solutions_nor_who_solves_matters_and_the_seed_does()
    {
        var (forwards, backwards, other) = (Merged(seed: 1), Merged(seed: 1), Merged(seed: 2));
        for (var round = 0; round < 3; round++)
        {
            var result = Solve(forwards);
            Assert.Equal(result, Solve(backwards, backwardsOrder: true));
            Assert.NotEqual(result, Solve(other));
        }

        foreach (var (a, b) in forwards.NextJobs().Zip(backwards.NextJobs())) Assert.True(a.Payload.Span.SequenceEqual(b.Payload.Span));
    }

    [Fact]
    public void The_control_starts_with_the_same_jobs_and_goes_on_without_the_others()
    {
        var chains = AmlTraining.Create(s_small, seed: 1, control: true).Chains;
        var merged = chains[0].NextJobs();
        for (var shard = 0; shard < 4; shard++) Assert.True(merged[shard].Payload.Span.SequenceEqual(Assert.Single(chains[shard + 1].NextJobs()).Payload.Span));
        foreach (var chain in chains)
        {
            // The jobs were asked for above: these are the next ones.
            var jobs = chain.NextJobs();
            for (var job = 0; job < jobs.Count; job++) chain.Take(job, AmlWorker.Solve(jobs[job].Payload.Span));
            chain.EndRound();
        }

        var (fedBack, alone) = (Decoded(chains[0].NextJobs()[0]), Decoded(chains[1].NextJobs()[0]));
        Assert.Equal(fedBack.Seed, alone.Seed);
        Assert.Equal(fedBack.Batches.Select(batch => batch.Terms), alone.Batches.Select(batch => batch.Terms));
        Assert.False(fedBack.State.Union.SetEquals(alone.State.Union));
        Assert.True(fedBack.State.Master.SetEquals(alone.State.Master));
    }

    [Fact]
    public void Batches_use_every_image_before_any_twice_and_grow()
    {
        var shard = new Examples(Thin(s_split.Training[0], 2));
        var batches = new BatchStream(shard, 1);
        var counts = new Dictionary<Term, int>();
        List<int> sizes = [];
        for (var b = 0; b < 5; b++)
        {
            var images = batches.Next().Duples.Where(duple => duple.IsPositive).ToList();
            sizes.Add(images.Count);
        }

        Assert.Equal([200, 212, 224, 238, 252], sizes);
        batches = new BatchStream(shard, 1);
        for (var b = 0; b < 4; b++)
        {
            var batch = batches.Next();
            foreach (var duple in batch.Duples.Where(duple => duple.IsPositive)) counts[batch.Terms[duple.Right]] = counts.GetValueOrDefault(batch.Terms[duple.Right]) + 1;
        }

        // Two images may look the same: then their term comes twice.
        var same = shard.Terms.GroupBy(term => term).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(counts, count => Assert.InRange(count.Value, 1, same[count.Key]));
    }

    [Fact]
    public void Bytes_that_are_no_solution_of_the_job_are_refused()
    {
        var chain = Merged(seed: 1);
        var jobs = chain.NextJobs();
        Assert.Throws<AmlFormatException>(() => chain.Take(0, "hello"u8.ToArray()));
        Assert.Throws<AmlFormatException>(() => chain.Take(0, jobs[0].Payload));
        var refuting = new TrainingSolution(new Atomization(), [0], new Atomization(), new DataSet(), 0);
        Assert.Throws<AmlFormatException>(() => chain.Take(0, TrainingSolutionCodec.Encode(refuting)));
        var stranger = new Atomization();
        stranger.Add([DigitTerms.ConstantCount]);
        Assert.Throws<AmlFormatException>(() => chain.Take(0, TrainingSolutionCodec.Encode(refuting with { Refuted = [], NewAtoms = stranger })));
        chain.Take(0, AmlWorker.Solve(jobs[0].Payload.Span));
    }

    [Fact]
    public void Bars_are_merged_far_below_the_errors_of_each_worker()
    {
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var training = new BarsTraining(seed);
            var row = training.Row(1, [.. training.Chains.Select(Solve)]);
            var errors = training.Conclude([row]).Lines;
            output.WriteLine(string.Join(", ", errors));
            Assert.Equal(7, errors.Count);
            Assert.True(errors[^1].Errors < 0.015);
            Assert.All(errors.SkipLast(1), other => Assert.True(other.Errors > 1.5 * errors[^1].Errors, $"{other}"));
        }
    }

    private static TrainingJob Decoded(Job job) => ShardJobCodec.Decode(job.Payload.Span, DecodeLimits.Default);

    private static IChain Merged(ulong seed) => AmlTraining.Create(s_small, seed, control: false).Chains[0];

    private static RoundResult Solve(IChain chain) => Solve(chain, backwardsOrder: false);

    private static RoundResult Solve(IChain chain, bool backwardsOrder)
    {
        var jobs = chain.NextJobs();
        var order = Enumerable.Range(0, jobs.Count);
        foreach (var job in backwardsOrder ? order.Reverse() : order) chain.Take(job, AmlWorker.Solve(jobs[job].Payload.Span));
        return chain.EndRound();
    }

    private static DigitSet Thin(DigitSet digits, int every) => digits.Select([.. Enumerable.Range(0, digits.Count).Where(i => i % every == 0)]);
}
