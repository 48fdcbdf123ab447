namespace AmlIpNet.Cli.Demo.View;

/// <summary>How far the demo is.</summary>
/// <param name="Round">Rounds done.</param>
/// <param name="Rounds">Rounds to do.</param>
/// <param name="Merged">Accuracy of the merged model on the held-out digits, 0 to 1.</param>
/// <param name="Alone">Accuracy of each shard's own lineage.</param>
/// <param name="Jobs">Jobs solved.</param>
/// <param name="JobsByNode">Jobs solved by each Computing node.</param>
/// <param name="BytesSent">Bytes of all jobs.</param>
/// <param name="BytesReceived">Bytes of all solutions.</param>
/// <param name="Elapsed">Time since the process started.</param>
internal sealed record DemoProgress(
    int Round, int Rounds, double Merged, IReadOnlyList<double> Alone, long Jobs, IReadOnlyDictionary<string, long> JobsByNode,
    long BytesSent, long BytesReceived, TimeSpan Elapsed);
