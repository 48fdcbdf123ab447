using System.Diagnostics;
using System.Globalization;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Bench.Loss;

/// <summary>What one measurement found. Times in milliseconds.</summary>
internal sealed record LossFigures(
    double BestEffortShare, double ReliableShare, double PingP50, double PingP99, double PingMax, double Datagrams,
    double BulkRate, double SentAgain, double PacketRate, double PacketSentAgain, double JobP50, double JobP99);

/// <summary>One measurement: two processes, one profile, one share of loss.</summary>
internal sealed class LossCell : IReaderListener, IWriterListener
{
    private const int Pings = 500;
    private const int Jobs = 400;
    private const int Witnesses = 2_000;
    private const int BulkSamples = 400;
    private static readonly TimeSpan s_pingPeriod = TimeSpan.FromMilliseconds(25); // alone: no later sample tells that it is lost
    private static readonly TimeSpan s_bulkTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly long[] _sent = new long[Pings];
    private readonly double[] _times = new double[Pings];
    private readonly TaskCompletionSource _matched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _matches;
    private int _pongs;

    public static async Task<LossFigures> MeasureAsync(LossLink link)
    {
        string[] arguments = ["loss-peer", link.Profile, $"{link.Permille}", .. link.QosFile is { } file ? [file] : Array.Empty<string>()];
        using var peer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var engine = link.CreateEngine();
        var cell = new LossCell();
        double datagrams;
        await using (var participant = engine.CreateParticipant("bench", link.Network, NullListener.Instance))
        {
            participant.CreateReader(LossLink.Pong, LossLink.Durable, cell);
            var ping = participant.CreateWriter(LossLink.Ping, LossLink.Durable, cell);
            var witness = participant.CreateWriter(LossLink.Witness, LossLink.BestEffort, cell);
            await cell._matched.Task.WaitAsync(s_patience);
            datagrams = await cell.PingAsync(ping);
            await WitnessAsync(witness);
        }

        var (rate, again) = await StreamAsync(link, link.Permille);
        var (packetRate, packetAgain) = await StreamAsync(link, link.PermilleOfLargest);
        double[] jobs = await SolveAsync(engine, link);
        peer.StandardInput.Close();
        int witnessed = int.Parse(await peer.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
        await peer.WaitForExitAsync();
        double[] times = cell._times[..Math.Max(1, cell._pongs)];
        return new LossFigures(
            (double)witnessed / Witnesses, (double)cell._pongs / Pings, Statistics.Percentile(times, 0.5), Statistics.Percentile(times, 0.99), times.Max(), datagrams,
            rate, again, packetRate, packetAgain, Statistics.Percentile(jobs, 0.5), Statistics.Percentile(jobs, 0.99));
    }

    void IReaderListener.OnMatched(EndpointInfo writer) => Match();

    void IWriterListener.OnMatched(EndpointInfo reader) => Match();

    public void OnSamples(ReadOnlySpan<Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            if (LossLink.Number(sample) != _pongs) throw new InvalidOperationException($"The pong {LossLink.Number(sample)} came in the place of {_pongs}.");
            _times[_pongs] = Stopwatch.GetElapsedTime(_sent[_pongs]).TotalMilliseconds;
            if (++_pongs == Pings) _answered.TrySetResult();
        }
    }

    private void Match()
    {
        if (++_matches == 3) _matched.TrySetResult();
    }

    /// <returns>Datagrams for each, of this machine (or network namespace): meaningful where nobody else sends.</returns>
    private async Task<double> PingAsync(IDataWriter writer)
    {
        long before = DatagramsSent();
        byte[] payload = new byte[64];
        using var timer = new PeriodicTimer(s_pingPeriod);
        for (int i = 0; i < Pings; i++)
        {
            await timer.WaitForNextTickAsync();
            Volatile.Write(ref _sent[i], Stopwatch.GetTimestamp());
            if (!LossLink.TryWrite(writer, i, payload)) throw new InvalidOperationException("The ping's writer is full.");
        }

        await Task.WhenAny(_answered.Task, Task.Delay(s_patience));
        return (double)(DatagramsSent() - before) / Pings;
    }

    private static long DatagramsSent()
    {
        string[][] udp = [.. File.ReadLines("/proc/self/net/snmp").Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(udp[1][Array.IndexOf(udp[0], "OutDatagrams")], CultureInfo.InvariantCulture);
    }

    private static async Task WitnessAsync(IDataWriter writer)
    {
        byte[] payload = new byte[64];
        for (int i = 0; i < Witnesses; i++)
        {
            LossLink.TryWrite(writer, i, payload);
            if (i % 20 == 0) await Task.Delay(1); // no more at a time than a socket holds
        }
    }

    private static async Task<(double Rate, double SentAgain)> StreamAsync(LossLink link, int permille)
    {
        var matched = new LossCell { _matches = 2 };
        await using var participant = LossLink.CreateEngine(permille).CreateParticipant("bulk", link.Network, NullListener.Instance);
        var writer = participant.CreateWriter(LossLink.Bulk, LossLink.Reliable, matched);
        await matched._matched.Task.WaitAsync(s_patience);
        byte[] payload = new byte[1 << 20];
        long start = Stopwatch.GetTimestamp();
        int written = 0;
        while (written < BulkSamples && Stopwatch.GetElapsedTime(start) < s_bulkTime)
        {
            if (LossLink.TryWrite(writer, written, payload)) written++;
            else await Task.Delay(1);
        }

        if (!await writer.WaitForAcknowledgmentsAsync(s_patience)) throw new TimeoutException($"{written} samples of 1 MiB were not acknowledged in {s_patience}.");
        double bytes = (double)written * payload.Length;
        return (bytes / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds, ((CycloneWriter)writer).ReadRetransmittedBytes() / bytes);
    }

    private static async Task<double[]> SolveAsync(IDdsEngine engine, LossLink link)
    {
        await using var main = MainNode.Create(engine, new MainNodeOptions { Name = "bench", Network = link.Network });
        var job = Job.FromBytes(new byte[64]);
        for (int i = 0; i < 20; i++) await main.RequestJobSolutionAsync(job);
        double[] times = new double[Jobs];
        for (int i = 0; i < Jobs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await main.RequestJobSolutionAsync(job);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }
}
