using AmlIpNet.Dds.Contract;
using Xunit.Abstractions;

namespace AmlIpNet.Dds.Tests;

/// <summary>Random silences, short and long, of both sides while a writer writes: nothing is lost and nothing comes out of order.</summary>
public sealed class SilenceStressTests(ITestOutputHelper output)
{
    private const uint Count = 3000;

    [Fact]
    public Task Nothing_is_lost_over_random_silences() => Seeded.RunAsync(Run, output.WriteLine);

    private static async Task Run(Random random)
    {
        var time = new ManualTime();
        var engine = new InProcessEngine(time);
        await using var writing = engine.CreateParticipant("writer", NetworkOptions.Loopback, NullListener.Instance);
        await using var reading = engine.CreateParticipant("reader", NetworkOptions.Loopback, NullListener.Instance);
        var topic = Blob.Topic("silence/stress");
        var qos = new EndpointQos { Durability = Durability.TransientLocal, History = History.KeepAll };
        var reader = new TestReader(reading, topic, qos with { MaxSamples = random.Next(1, 50) });
        var writer = new TestWriter(writing, topic, qos with { LivelinessLease = TimeSpan.FromMilliseconds(300) });
        using var stop = new CancellationTokenSource();
        var chaos = Task.Run(() => Chaos(engine, time, [writing, reading], new Random(random.Next()), stop.Token));
        for (uint number = 1; number <= Count; number++)
        {
            writer.Write(number);
            if (number % 50 == 0) await Task.Yield();
        }

        await stop.CancelAsync();
        int rematches = await Wait.For(chaos, "the end of the silences");
        uint[] numbers = await reader.NumbersUpTo(Count);
        int replays = 0;
        uint highest = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            uint previous = i == 0 ? 0 : numbers[i - 1];
            if (numbers[i] != previous + 1)
            {
                Assert.Equal(1u, numbers[i]); // the history again, from its start
                replays++;
            }

            highest = Math.Max(highest, numbers[i]);
        }

        Assert.Equal(Count, highest);
        Assert.True(replays <= rematches, $"{replays} replays of the history in {rematches} rematches.");
        Assert.Equal((1, 1), (reader.Reader.MatchedWriters, writer.Writer.MatchedReaders));
    }

    private static int Chaos(InProcessEngine engine, ManualTime time, IDomainParticipant[] participants, Random random, CancellationToken stop)
    {
        int expired = 0;
        while (!stop.IsCancellationRequested)
        {
            var participant = participants[random.Next(participants.Length)];
            engine.Silence(participant);
            bool expires = random.Next(4) == 0;
            if (expires) expired++;
            time.Advance(expires ? participant.Options.Lease : TimeSpan.FromMilliseconds(random.Next(900)));
            if (random.Next(3) == 0) engine.Silence(participants[random.Next(participants.Length)]);
            foreach (var silent in participants) engine.Wake(silent);
        }

        return expired;
    }
}
