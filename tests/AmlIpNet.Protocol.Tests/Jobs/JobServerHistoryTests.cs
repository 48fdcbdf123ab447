using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Jobs;

/// <summary>Any history of events keeps the promises, and a machine made from saved bytes goes on as the first one would.</summary>
public sealed class JobServerHistoryTests(ITestOutputHelper output)
{
    private const int Histories = 2000;
    private const int Length = 80;

    private static readonly NodeId[] s_clients = [.. Enumerable.Range(0, 4).Select(i => NodeId.Create($"c{i}", (uint)i))];

    [Fact]
    public void Random_histories_keep_the_promises_and_a_clone_goes_on_alike() => Seeded.Run(random =>
    {
        for (int history = 0; history < Histories; history++) RunOne(new Random(random.Next()));
    }, output.WriteLine);

    [Fact]
    public void Every_history_of_a_few_events_keeps_the_promises()
    {
        var (a, b) = (s_clients[0], s_clients[3]);
        Action<ServerBook>[] events =
        [
            book => book.Do(JobServerEvent.Work(a, 1, ServerBook.Incarnation, book.Next(a, 1) + 1000, book.Next(a, 1), timeLeft: TimeSpan.FromMilliseconds(70))),
            book => book.Do(JobServerEvent.Work(a, 2, ServerBook.Incarnation, book.Next(a, 2) + 1000, book.Next(a, 2))),
            book => book.Do(JobServerEvent.CancelWork(a, 1, ServerBook.Incarnation, Math.Max(1, book.Next(a, 1)) - 1, onlyUnstarted: false)),
            book => End(book, solved: true, first: true),
            book => book.Pass(TimeSpan.FromMilliseconds(60)),
            book => book.Pass(TimeSpan.FromSeconds(5)),
            book => book.Do(JobServerEvent.ClientLost(a)),
            book => book.Do(JobServerEvent.NativeClientFound(a)),
            book => book.Do(JobServerEvent.Request(b, 1)),
            book => book.Do(JobServerEvent.Target(b, 1, ServerBook.Server)),
            book => book.Do(JobServerEvent.Data(b, 1, ServerBook.Server)),
            book => book.Do(JobServerEvent.SetTaking(book.Machine.State != ServerState.Open)),
            book => book.Do(JobServerEvent.SetSlots(1 - book.Machine.Slots)),
            book => book.Do(JobServerEvent.Leave),
        ];
        const int Depth = 4;
        long count = 0;
        int total = (int)Math.Pow(events.Length, Depth);
        for (int number = 0; number < total; number++)
        {
            var book = Short();
            for (int step = 0, rest = number; step < Depth; step++, rest /= events.Length) events[rest % events.Length](book);
            book.Finish();
            count++;
        }

        Assert.Equal(38_416, count);
    }

    // One slot, and jobs known to be short, so that work is kept.
    private static ServerBook Short()
    {
        var book = new ServerBook(new JobServerOptions { Auctions = new() { TaskMemory = 8, DataPatience = TimeSpan.FromSeconds(1) } });
        book.Do(JobServerEvent.SetSlots(1));
        book.Do(JobServerEvent.Work(s_clients[1], 1, ServerBook.Incarnation, 1001, 1));
        End(book, solved: true, first: true);
        return book;
    }

    private static void RunOne(Random random)
    {
        var options = new JobServerOptions
        {
            QueueLimit = random.Next(4),
            NativeTurns = 1 + random.Next(3),
            MaxHeld = random.Next(3) == 0 ? 1 + random.Next(4) : 1024,
            Auctions = new() { TaskMemory = 16, MaxPendingRequests = 4, MaxOverdue = 2, ReplyPatience = TimeSpan.FromMilliseconds(200), DataPatience = TimeSpan.FromSeconds(1) },
        };
        var book = new ServerBook(options);
        book.Do(JobServerEvent.SetSlots(random.Next(4)));
        for (int step = 0; step < Length; step++)
        {
            if (random.Next(40) == 0) book.Clone();
            Step(book, random);
        }

        book.Finish();
    }

    private static void Step(ServerBook book, Random random)
    {
        var client = s_clients[random.Next(s_clients.Length)];
        uint task = (uint)random.Next(12);
        switch (random.Next(30))
        {
            case < 8: Work(book, client, random); break;
            case < 10: book.Do(JobServerEvent.CancelWork(client, book.IncarnationOf(client), ServerBook.Incarnation - (ulong)(random.Next(10) == 0 ? 1 : 0), task, random.Next(2) == 0)); break;
            case < 12: book.Do(JobServerEvent.Request(client, task)); break;
            case < 14: book.Do(JobServerEvent.Target(client, task, Named(random))); break;
            case < 15: book.Do(JobServerEvent.Data(client, task, Named(random))); break;
            case < 20: End(book, random.Next(4) > 0, random.Next(2) == 0); break;
            case < 21 when book.RunningKeys.Count > 0: book.Do(JobServerEvent.Progress(book.RunningKeys[0])); break;
            case < 25: book.Pass(TimeSpan.FromMilliseconds(random.Next(1, random.Next(2) == 0 ? 5 : 200))); break;
            case < 26: book.Pass(TimeSpan.FromMilliseconds(random.Next(1, 6000))); break;
            case < 27: book.Oversleep(TimeSpan.FromMilliseconds(random.Next(100))); break;
            default: Rare(book, client, random); break;
        }
    }

    private static void Rare(ServerBook book, NodeId client, Random random)
    {
        switch (random.Next(14))
        {
            case < 3: book.Do(JobServerEvent.ClientLost(client)); break;
            case < 5: book.Do(JobServerEvent.NativeClientFound(s_clients[random.Next(2)])); break;
            case < 6: book.Do(JobServerEvent.ClientUnknown(client)); break;
            case < 9: book.Do(JobServerEvent.SetSlots(random.Next(4))); break;
            case < 11: book.Do(JobServerEvent.SetTaking(random.Next(3) > 0)); break;
            case < 13: book.Do(JobServerEvent.SetGuarded(random.Next(3) == 0)); break;
            default:
                if (random.Next(4) == 0) book.Do(JobServerEvent.Leave);
                break;
        }
    }

    private static void Work(ServerBook book, NodeId client, Random random)
    {
        if (client == s_clients[3]) return; // one that only asks in auctions
        ulong incarnation = book.IncarnationOf(client) + (ulong)(random.Next(20) == 0 ? 1 : 0);
        ulong task = random.Next(10) == 0 ? (ulong)random.Next(5) : book.Next(client, incarnation);
        var left = random.Next(4) == 0 ? TimeSpan.FromMilliseconds(random.Next(-1, 200)) : (TimeSpan?)null;
        book.Do(JobServerEvent.Work(client, incarnation, ServerBook.Incarnation - (ulong)(random.Next(20) == 0 ? 1 : 0), task + 1000, task, random.Next(3), left));
    }

    private static NodeId Named(Random random) => random.Next(4) switch { 0 => NodeId.Undefined, 1 => s_clients[0], _ => ServerBook.Server };

    private static void End(ServerBook book, bool solved, bool first)
    {
        if (book.RunningKeys.Count == 0) return;
        var key = first ? book.RunningKeys[0] : book.RunningKeys[^1];
        book.Do(solved ? JobServerEvent.Solved(key) : JobServerEvent.Failed(key, 5, "failed"));
    }
}
