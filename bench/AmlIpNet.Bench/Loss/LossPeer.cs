using System.Globalization;
using AmlIpNet.Dds;

namespace AmlIpNet.Bench.Loss;

/// <summary>The other process: sends pings back, takes large samples, counts what came of the best-effort ones, and solves jobs; until its standard input
/// ends. Then it prints the count.</summary>
internal sealed class LossPeer(IDataWriter pong) : IReaderListener
{
    private int _witnessed;

    public static async Task<int> RunAsync(string profile, string permille, string? file)
    {
        var link = new LossLink(profile, int.Parse(permille, CultureInfo.InvariantCulture), file);
        var engine = link.CreateEngine();
        await using var participant = engine.CreateParticipant("peer", link.Network, NullListener.Instance);
        var peer = new LossPeer(participant.CreateWriter(LossLink.Pong, LossLink.Durable, NullListener.Instance));
        participant.CreateReader(LossLink.Ping, LossLink.Durable, peer);
        participant.CreateReader(LossLink.Bulk, LossLink.Reliable, NullListener.Instance);
        participant.CreateReader(LossLink.Witness, LossLink.BestEffort, new Witness(peer));
        var options = new ComputingNodeOptions { Name = LossLink.WorkerName, Network = link.Network, DrainTimeout = TimeSpan.Zero };
        using var stop = new CancellationTokenSource();
        await using var node = ComputingNode.Create(engine, options);
        var run = node.RunAsync((job, _) => ValueTask.FromResult(Solution.FromMemory(job.Payload)), stop.Token);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await run;
        Console.WriteLine(peer._witnessed);
        return 0;
    }

    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            if (!LossLink.TryWrite(pong, LossLink.Number(sample), sample.Payload)) throw new InvalidOperationException("The pong's writer is full.");
        }
    }

    private sealed class Witness(LossPeer peer) : IReaderListener
    {
        public void OnSamples(ReadOnlySpan<Sample> samples) => peer._witnessed += samples.Length;
    }
}
