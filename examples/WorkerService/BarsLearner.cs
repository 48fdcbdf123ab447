using AmlIpNet;
using AmlIpNet.Aml;
using Microsoft.Extensions.Logging;

namespace Examples;

/// <summary>Solves one job. It comes from a scope of its own, and may ask for any service of the application.</summary>
public sealed partial class BarsLearner(ILogger<BarsLearner> logger) : IJobHandler<LearnBars, BarsLearnt>
{
    public ValueTask<BarsLearnt> SolveAsync(Job<LearnBars> job, CancellationToken cancellationToken)
    {
        var (side, batches, seed) = job.Value;
        if (side is < 2 or > 8) throw new HandlerException(2, $"A side of {side} pixels is not learnt here: use 2 to 8.");
        Started(logger, batches, job.Client);
        var bars = new Bars(side);
        var random = new SplitMix64(seed);
        var learner = new Learner(new ModelState { ConstantCount = bars.ConstantCount }, null, seed);
        for (int batch = 1; batch <= batches; batch++)
        {
            learner.Learn(bars.Batch(50, 50, random), cancellationToken);
            job.ReportProgress((double)batch / batches, $"batch {batch} of {batches}");
        }

        // An image holds a column if no atom misses it.
        var test = Enumerable.Range(0, 1_000).Select(i => bars.Image(hasColumn: i % 2 == 0, random)).ToList();
        var misses = new MissCounter([bars.Class], test);
        misses.Add(learner.State.Union);
        int wrong = Enumerable.Range(0, test.Count).Count(i => (misses.Misses(i, 0) == 0) != (i % 2 == 0));
        return ValueTask.FromResult(new BarsLearnt(learner.State.Union.Count, wrong, Environment.MachineName));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Learns {Batches} batches for {Client}.")]
    private static partial void Started(ILogger logger, int batches, NodeId client);
}
