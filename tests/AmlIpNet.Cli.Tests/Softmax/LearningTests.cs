using System.Security.Cryptography;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Softmax;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Softmax;

public class LearningTests(ITestOutputHelper output)
{
    private static readonly DigitSplit s_split = DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 4);

    [Fact]
    public void The_merged_model_is_right_for_88_of_100_digits_and_better_than_every_shard_alone()
    {
        var federation = new Federation(s_split, seed: 1);
        for (var round = 0; round < 20; round++) Solve(federation);
        var alone = Enumerable.Range(0, federation.Shards).Select(federation.AloneAccuracy).ToArray();
        output.WriteLine($"merged {federation.MergedAccuracy:P2}, alone {string.Join(", ", alone.Select(a => $"{a:P2}"))}");
        Assert.True(federation.MergedAccuracy >= 0.88, $"{federation.MergedAccuracy:P2}");
        // Two points: more than the chance of a draw of 2,000 test images would give.
        Assert.All(alone, accuracy => Assert.True(accuracy + 0.02 < federation.MergedAccuracy, $"alone {accuracy:P2}"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Digest(seed: 5), Digest(seed: 5));
        Assert.NotEqual(Digest(seed: 5), Digest(seed: 6));

        static string Digest(ulong seed)
        {
            var federation = new Federation(s_split, seed);
            for (var round = 0; round < 2; round++) Solve(federation);
            return Convert.ToHexString(SHA256.HashData(ModelCodec.Encode(federation.Merged)));
        }
    }

    [Fact]
    public void A_round_has_two_jobs_for_each_shard_and_the_first_pair_starts_alike()
    {
        var jobs = new Federation(s_split, seed: 1).NextJobs();
        Assert.Equal([(0, false), (0, true), (1, false), (1, true), (2, false), (2, true), (3, false), (3, true)], jobs.Select(j => (j.Shard, j.Alone)));
        Assert.Equal(jobs[0].Payload, jobs[1].Payload);
        Assert.NotEqual(jobs[0].Payload, jobs[2].Payload);
    }

    [Fact]
    public void Merging_is_the_mean_weighted_by_images()
    {
        var merged = FederatedAverage.Merge([(Models.Filled(1), 300), (Models.Filled(5), 100)]);
        Assert.All(merged.Weights.ToArray(), weight => Assert.Equal(2f, weight));

        var (a, b) = (Models.Random(1), Models.Random(2));
        merged = FederatedAverage.Merge([(a, 1_000), (b, 3_000)]);
        for (var i = 0; i < SoftmaxModel.Parameters; i++) Assert.Equal(0.25 * a.Weights[i] + 0.75 * b.Weights[i], merged.Weights[i], 1e-6);
    }

    [Fact]
    public void A_model_with_no_images_does_not_count_and_none_at_all_is_an_error()
    {
        var model = Models.Random(1);
        Assert.True(FederatedAverage.Merge([(model, 10), (Models.Random(2), 0)]).Weights.SequenceEqual(model.Weights));
        Assert.Throws<ArgumentException>(() => FederatedAverage.Merge([(model, 0)]));
        Assert.Throws<ArgumentException>(() => FederatedAverage.Merge([]));
    }

    [Fact]
    public void A_step_goes_down_the_gradient_of_the_loss()
    {
        // One image, one step from zero: each class's probability is 0.1, so the true class gains 0.9 and the others lose 0.1 of the rate.
        var row = new byte[DigitSet.RowBytes];
        row[97] = 0x80;
        var trained = SgdTrainer.Train(new TrainingJob(new SoftmaxModel(), new DigitSet([3], row), new TrainingParameters(1, 1, 0.5f, 1)));
        for (var p = 0; p <= DigitSet.Inputs; p++)
            for (var c = 0; c < DigitSet.Classes; c++)
            {
                var expected = p < DigitSet.Inputs - 1 ? 0 : c == 3 ? 0.45f : -0.05f;
                Assert.Equal(expected, trained.Weights[p * DigitSet.Classes + c], 1e-6f);
            }
    }

    [Fact]
    public void Training_stops_when_it_is_cancelled()
    {
        var job = new TrainingJob(new SoftmaxModel(), s_split.Test, new TrainingParameters(1_000, 1, 0.1f, 1));
        Assert.Throws<OperationCanceledException>(() => SgdTrainer.Train(job, new CancellationToken(canceled: true)));
    }

    private static void Solve(Federation federation)
    {
        var jobs = federation.NextJobs();
        federation.Take(jobs, [.. jobs.Select(job => ModelCodec.Decode(SoftmaxWorker.Solve(job.Payload)))]);
    }
}
