using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.View;

/// <summary>How far the demo is.</summary>
/// <param name="Rounds">Rounds to do.</param>
/// <param name="Row">The last round that all chains have done; null before the first.</param>
/// <param name="Jobs">Jobs solved.</param>
/// <param name="JobsByNode">Jobs solved by each Computing node.</param>
/// <param name="BytesSent">Bytes of all jobs.</param>
/// <param name="BytesReceived">Bytes of all solutions.</param>
/// <param name="Elapsed">Time since the process started.</param>
internal sealed record DemoProgress(
    int Rounds, RoundRow? Row, long Jobs, IReadOnlyDictionary<string, long> JobsByNode, long BytesSent, long BytesReceived, TimeSpan Elapsed)
{
    /// <summary>What was sent of the jobs: Computing nodes had the rest.</summary>
    public long BytesCarried { get; init; }
}

/// <summary>The end of the demo.</summary>
/// <param name="Model">What was trained.</param>
/// <param name="Progress">How far it came.</param>
/// <param name="Findings">What came of it.</param>
/// <param name="PeakMemory">The largest resident memory of each process in MiB, by the name of its node.</param>
/// <param name="Picture">The path of the picture; null when there is none.</param>
/// <param name="Plan">What came of the plan; null when there is none.</param>
internal sealed record DemoVerdict(string Model, DemoProgress Progress, Findings Findings, IReadOnlyDictionary<string, double> PeakMemory, string? Picture, PlanOutcome? Plan = null)
{
    public RoundRow Last => Progress.Row!;

    /// <summary>Accuracy of the best worker that was never merged; null without control.</summary>
    public double? BestWorker => Last.Alone.Count == 0 ? null : Last.Alone.Max();
}
