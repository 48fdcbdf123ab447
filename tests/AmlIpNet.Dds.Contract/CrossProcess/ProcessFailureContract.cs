using System.Diagnostics;
using AmlIpNet.Dds.TestPeer;

namespace AmlIpNet.Dds.Contract.CrossProcess;

/// <summary>Processes that die or stop, and what the others see and are spared.</summary>
public abstract class ProcessFailureContract<TEnvironment> : CrossProcessTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private const string Topic = "process/failure";

    [Theory]
    [InlineData(500)]
    [InlineData(1000)]
    [InlineData(2000)]
    public async Task A_killed_process_is_reported_within_its_lease_and_a_second(int leaseMs)
    {
        var (dying, watching) = await StartTwo(join => join with { LeaseMs = leaseMs });
        await Pair(dying, watching, Topic);
        int before = watching.Events.Count;
        long start = Stopwatch.GetTimestamp();
        dying.Process.Kill();
        await watching.Hears("lost", "first", before);
        var took = Stopwatch.GetElapsedTime(start);
        Assert.InRange(took.TotalMilliseconds, 0, leaseMs + 1000);
        Assert.Equal(["unmatched", "lost"], watching.Events.Items.Skip(before).Select(e => e.Event).Where(e => e is "unmatched" or "lost"));
    }

    [Fact]
    public async Task A_killed_writer_loses_its_liveliness_long_before_its_participant_is_lost()
    {
        var qos = new PeerQos { LivelinessLeaseMs = 300 };
        var (dying, watching) = await StartTwo(join => join with { LeaseMs = 5000 });
        await Pair(dying, watching, Topic, qos, new PeerQos());
        int before = watching.Events.Count;
        long start = Stopwatch.GetTimestamp();
        dying.Process.Kill();
        await watching.Hears("not-alive", "r", before);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 0, 1300);
        Assert.DoesNotContain(watching.Events.Items.Skip(before), e => e.Event is "lost" or "unmatched");
    }

    [Fact]
    public async Task A_stopped_process_is_lost_and_found_again_when_it_goes_on()
    {
        var (stopping, watching) = await StartTwo(join => join with { LeaseMs = 500 });
        await Pair(stopping, watching, Topic, new PeerQos { LivelinessLeaseMs = 400 }, new PeerQos());
        int before = watching.Events.Count;
        stopping.Process.Stop();
        await watching.Hears("lost", "first", before);
        stopping.Process.Continue();
        await watching.Hears("found", "first", before);
        await watching.Hears("matched", "r", before);
        await stopping.Write("w", 7, 1);
        await watching.SamplesUpTo("r", 7);
    }

    [Fact]
    public async Task A_stopped_reader_never_stalls_the_others_of_a_keep_last_writer()
    {
        const uint Count = 3000;
        const int Depth = 8;
        var qos = new PeerQos { Depth = Depth };
        var (writing, reading) = await StartTwo(Patient, Patient);
        var stuck = await Start("stuck", Patient);
        await writing.Create("writer", "w", Topic, qos);
        await reading.Create("reader", "r", Topic);
        await stuck.Create("reader", "s", Topic);
        await writing.Hears("matched", "w");
        await Wait.Until(() => writing.Events.Items.Count(e => e.Event == "matched") == 2, "both readers at the writer");
        stuck.Process.Stop();
        var wrote = await writing.Write("w", 1, (int)Count, size: 2000, retry: false);
        Assert.Equal(("wrote", Count), (wrote.Event, wrote.Number));
        Assert.InRange(wrote.LongestMs, 0, 250);
        uint[] numbers = Numbers(await reading.SamplesUpTo("r", Count));
        Assert.Equal(numbers.Distinct().Order(), numbers);

        stuck.Process.Continue();
        numbers = Numbers(await stuck.SamplesUpTo("s", Count));
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.Equal(Range(Count - Depth + 1, Count), numbers[^Depth..]);
    }

    [Fact]
    public async Task A_keep_all_writer_of_a_stopped_reader_answers_full_at_once_and_loses_nothing()
    {
        var (writing, stuck) = await StartTwo(join => Patient(join) with { WriterHistoryBytes = 256 << 10 }, Patient);
        await Pair(writing, stuck, Topic);
        stuck.Process.Stop();
        var wrote = await writing.Write("w", 1, 10_000, size: 1000, retry: false);
        Assert.Equal("full", wrote.Event);
        Assert.InRange(wrote.LongestMs, 0, 250);
        Assert.InRange(wrote.Number, 200u, 2000u); // 256 KiB in samples of a bit more than 1,000 bytes
        var again = await writing.Write("w", wrote.Number, 1, size: 1000, retry: false);
        Assert.Equal("full", again.Event);

        stuck.Process.Continue();
        await writing.Write("w", wrote.Number, 100, size: 1000);
        uint last = wrote.Number + 99;
        Assert.Equal(Range(1, last), Numbers(await stuck.SamplesUpTo("r", last)));
    }

    private static PeerCommand Patient(PeerCommand join) => join with { LeaseMs = 60_000 };
}
