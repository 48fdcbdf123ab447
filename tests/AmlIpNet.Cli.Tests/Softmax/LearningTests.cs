using System.Security.Cryptography;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Softmax;
using AmlIpNet.Cli.Demo.Training;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Softmax;

public class LearningTests(ITestOutputHelper output)
{
    private static readonly DigitSplit s_split = DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 4);

    [Fact]
    public void The_merged_model_is_right_for_88_of_100_digits_and_better_than_every_shard_alone()
    {
        var training = SoftmaxTraining.Create(s_split, seed: 1, control: true);
        var results = training.Chains.Select(chain => Solve(chain, rounds: 20)).ToArray();
        var row = training.Row(20, results);
        output.WriteLine($"merged {row.Merged.Accuracy:P2}, alone {string.Join(", ", row.Alone.Select(a => $"{a:P2}"))}");
        Assert.True(row.Merged.Accuracy >= 0.88, $"{row.Merged.Accuracy:P2}");
        Assert.Equal(4, row.Alone.Count);
        // Two points: more than the chance of a draw of 2,000 test images would give.
        Assert.All(row.Alone, accuracy => Assert.True(accuracy + 0.02 < row.Merged.Accuracy, $"alone {accuracy:P2}"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Digest(seed: 5), Digest(seed: 5));
        Assert.NotEqual(Digest(seed: 5), Digest(seed: 6));

        static string Digest(ulong seed)
        {
            var chain = new SoftmaxChain(s_split, [0, 1, 2, 3], seed);
            Solve(chain, rounds: 2);
            return Convert.ToHexString(SHA256.HashData(ModelCodec.Encode(chain.Model)));
        }
    }

    [Fact]
    public void The_order_of_solutions_does_not_matter()
    {
        var (forwards, backwards) = (new SoftmaxChain(s_split, [0, 1, 2, 3], 1), new SoftmaxChain(s_split, [0, 1, 2, 3], 1));
        var jobs = forwards.NextJobs();
        for (var job = 0; job < 4; job++) forwards.Take(job, SoftmaxWorker.Solve(jobs[job].Payload.Span));
        for (var job = 3; job >= 0; job--) backwards.Take(job, SoftmaxWorker.Solve(jobs[job].Payload.Span));
        Assert.Equal(forwards.EndRound(), backwards.EndRound());
        Assert.True(forwards.Model.Weights.SequenceEqual(backwards.Model.Weights));
    }

    [Fact]
    public void The_control_starts_with_the_same_jobs()
    {
        var merged = new SoftmaxChain(s_split, [0, 1, 2, 3], 1).NextJobs();
        Assert.Equal(4, merged.Count);
        for (var shard = 0; shard < 4; shard++)
            Assert.True(merged[shard].Payload.Span.SequenceEqual(Assert.Single(new SoftmaxChain(s_split, [shard], 1).NextJobs()).Payload.Span));
        Assert.False(merged[0].Payload.Span.SequenceEqual(merged[1].Payload.Span));
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

    private static RoundResult Solve(IChain chain, int rounds)
    {
        var result = new RoundResult(0);
        for (var round = 0; round < rounds; round++)
        {
            var jobs = chain.NextJobs();
            for (var job = 0; job < jobs.Count; job++) chain.Take(job, SoftmaxWorker.Solve(jobs[job].Payload.Span));
            result = chain.EndRound();
        }

        return result;
    }
}
