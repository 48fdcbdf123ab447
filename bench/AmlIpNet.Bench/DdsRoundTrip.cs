using System.Diagnostics;
using AmlIpNet.CycloneDds;
using AmlIpNet.Dds;

namespace AmlIpNet.Bench;

/// <summary>One sample after the other, sent back by another process: the engine and its loop alone. Beside it ddsperf, which does the same in C.</summary>
internal static class DdsRoundTrip
{
    private const int EchoDomain = 97;
    private static readonly (int Size, int Count)[] s_sizes = [(64, 20_000), (1 << 10, 20_000), (64 << 10, 5_000), (1 << 20, 1_000), (16 << 20, 60)];

    // Transient local: the echo may write before it knows the reader of the first pong.
    private static readonly EndpointQos s_qos = new() { History = History.KeepLast(1), Durability = Durability.TransientLocal };
    private static readonly TypeDescription s_type = new(
        "bench::block", [new("number", MemberKind.UInt32), new("size", MemberKind.PayloadLength), new("data", MemberKind.Payload)]);

    private static NetworkOptions Network { get; } = Bed.Network with { Domain = EchoDomain };

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("| size | p50 µs | p99 µs | managed bytes per sample beside its payload | ddsperf waitset p50 µs | p99 µs | ddsperf listener p50 µs | p99 µs |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (size, count) in s_sizes)
        {
            var waitset = await DdsPerf.PingAsync(size, "waitset");
            var listener = await DdsPerf.PingAsync(size, "listener");
            using var echo = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["echo", $"{Environment.ProcessId}"]) { RedirectStandardInput = true })!;
            await using var participant = new CycloneEngine().CreateParticipant("ping", Network, NullListener.Instance);
            var ping = new Pinger(size, Math.Max(20, count / 4), count);
            double[] times = await ping.RunAsync(participant);
            double bytes = ping.AllocatedBytes / (double)count - size;
            Console.WriteLine(
                $"| {Statistics.Bytes(size)} | {Statistics.Percentile(times, 0.5):0} | {Statistics.Percentile(times, 0.99):0} | {bytes:0} | {waitset?.P50:0} | {waitset?.P99:0} | {listener?.P50:0} | {listener?.P99:0} |");
            echo.StandardInput.Close();
            await echo.WaitForExitAsync();
        }

        return 0;
    }

    /// <summary>The other process: sends back what it gets, until its standard input ends.</summary>
    public static async Task<int> EchoAsync(string run)
    {
        await using var participant = new CycloneEngine().CreateParticipant("echo", Network, NullListener.Instance);
        var writer = participant.CreateWriter(Pong(run), s_qos, NullListener.Instance);
        participant.CreateReader(Ping(run), s_qos, new Echo(writer));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    // Two benchmarks that run side by side do not hear each other.
    private static Topic Ping(string run) => new($"bench/ping_{run}", s_type);

    private static Topic Pong(string run) => new($"bench/pong_{run}", s_type);

    private sealed class Echo(IDataWriter writer) : IReaderListener
    {
        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            foreach (ref readonly var sample in samples) Write(writer, sample.Header.Span, sample.Payload);
        }
    }

    private sealed class Pinger(int size, int warmUp, int count) : IReaderListener, IWriterListener
    {
        private readonly byte[] _payload = new byte[size];
        private readonly byte[] _header = new byte[12];
        private readonly double[] _times = new double[count];
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IDataWriter? _writer;
        private long _start;
        private int _received;
        private long _allocatedBefore;

        public long AllocatedBytes { get; private set; }

        public async Task<double[]> RunAsync(IDomainParticipant participant)
        {
            using var reader = participant.CreateReader(Pong($"{Environment.ProcessId}"), s_qos, this);
            using var writer = _writer = participant.CreateWriter(Ping($"{Environment.ProcessId}"), s_qos, this);
            await Task.WhenAll(_reading.Task, _writing.Task);
            participant.Loop.Post(Send);
            await _done.Task;
            return _times;
        }

        void IReaderListener.OnMatched(EndpointInfo writer) => _reading.TrySetResult();

        void IWriterListener.OnMatched(EndpointInfo reader) => _writing.TrySetResult();

        public void OnSamples(ReadOnlySpan<Sample> samples)
        {
            double time = Stopwatch.GetElapsedTime(_start).TotalMicroseconds;
            if (samples.Length != 1 || samples[0].Payload.Length != size) _done.TrySetException(new InvalidOperationException("The echo has another size."));
            if (_received >= warmUp) _times[_received - warmUp] = time;
            if (++_received == warmUp) _allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            if (_received < warmUp + count)
            {
                Send();
                return;
            }

            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - _allocatedBefore;
            _done.TrySetResult();
        }

        private void Send()
        {
            var cdr = new CdrWriter(_header);
            cdr.WriteUInt32((uint)_received);
            cdr.WriteUInt32((uint)size);
            _start = Stopwatch.GetTimestamp();
            Write(_writer!, cdr.Written, _payload);
        }
    }

    private static void Write(IDataWriter writer, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        if (writer.TryWrite(header, payload) != WriteResult.Accepted) throw new InvalidOperationException("A single sample found its writer full.");
    }
}
