using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.MultiService;

/// <summary>Whole auctions in random order. The world checks the rules after every step; the tests check the outcome.</summary>
public class AuctionWorldTests(ITestOutputHelper output)
{
    private const int Histories = 300;

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 3, 0)]
    [InlineData(1, 0, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 1, 3)]
    public void Without_faults_each_job_is_executed_once_and_nobody_is_left_waiting(int clients, int ours, int auctionOnly)
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            for (int i = 0; i < clients; i++) world.AddClient();
            for (int i = 0; i < ours; i++) world.AddServer(random.Next(1, 4));
            for (int i = 0; i < auctionOnly; i++) world.AddServer(1, auctionOnly: true);
            int jobs = 0;
            foreach (var client in world.Clients)
            {
                for (int i = random.Next(1, 20); i > 0; i--, jobs++) client.Submit();
            }

            Drain(world);
            Assert.Equal(jobs, world.Clients.Sum(c => c.Solved.Count));
            Assert.Equal(jobs, world.Servers.Sum(s => s.Executions));
            Assert.DoesNotContain(world.Servers, s => s.IsBlocked);
        });
    }

    [Fact]
    public void Servers_that_join_late_find_the_open_requests_and_are_not_stopped_by_old_ones()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random, historyDepth: 4);
            var client = world.AddClient();
            int jobs = random.Next(5, 30);
            for (int i = 0; i < jobs; i++) client.Submit();
            for (int i = 0; i < 4; i++)
            {
                world.AddServer(1, auctionOnly: random.Next(2) == 0);
                for (int steps = random.Next(60); steps > 0; steps--)
                {
                    if (!world.Step()) world.FinishOne();
                }
            }

            Drain(world);
            Assert.Equal(jobs, client.Solved.Count);
            Assert.DoesNotContain(world.Servers, s => s.IsBlocked);
        });
    }

    [Fact]
    public void A_target_that_a_repeat_has_pushed_out_of_the_history_is_repeated_too()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random, historyDepth: 4);
            var client = world.AddClient();
            var server = world.AddServer(1);
            for (int i = 0; i < 12; i++) client.Submit();
            Drain(world);
            for (uint task = 0; task < 3; task++) client.OnReply(task, server.Id);
            world.AddServer(1, auctionOnly: true);
            client.Submit();
            Drain(world);
            Assert.Equal(13, client.Solved.Count);
            Assert.DoesNotContain(world.Servers, s => s.IsBlocked);
        });
    }

    [Fact]
    public void Cancelled_jobs_block_nobody()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            var client = world.AddClient();
            world.AddServer(2);
            world.AddServer(1, auctionOnly: true);
            var cancelled = new HashSet<ulong>();
            for (int i = 0; i < 20; i++)
            {
                ulong job = client.Submit();
                for (int steps = random.Next(12); steps > 0; steps--)
                {
                    if (!world.Step()) world.FinishOne();
                }

                ulong victim = (ulong)random.NextInt64(1, (long)job + 1);
                if (random.Next(3) != 0 || client.Solved.Contains(victim) || !cancelled.Add(victim)) continue;
                client.Cancel(victim);
            }

            Drain(world);
            Assert.Equal(20, client.Solved.Count + cancelled.Count);
            Assert.DoesNotContain(world.Servers, s => s.IsBlocked);
        });
    }

    [Fact]
    public void Jobs_of_a_dead_server_are_solved_by_another_one()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            var clients = new[] { world.AddClient(), world.AddClient() };
            for (int i = 0; i < 4; i++) world.AddServer(random.Next(1, 3), auctionOnly: i == 3);
            foreach (var client in clients)
            {
                for (int i = 0; i < 10; i++) client.Submit();
            }

            for (int deaths = 0; deaths < 2; deaths++)
            {
                for (int steps = random.Next(80); steps > 0; steps--)
                {
                    if (!world.Step()) world.FinishOne();
                }

                world.Servers[deaths].Kill();
            }

            Drain(world);
            Assert.All(clients, client => Assert.Equal(10, client.Solved.Count));
            Assert.DoesNotContain(world.Servers, s => s.Alive && s.IsBlocked);
        });
    }

    [Fact]
    public void A_job_that_kills_its_servers_is_given_up()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            var client = world.AddClient(new MultiServiceClientOptions { MaxOpenRequests = 4, HistoryDepth = world.HistoryDepth });
            for (int i = 0; i < 5; i++) world.AddServer(1);
            ulong job = client.Submit();
            while (!client.Ended)
            {
                while (world.Step()) { }
                world.Servers.Find(s => s.Alive && s.IsRunning)?.Kill();
            }

            Assert.Equal([job], client.Quarantined);
            Assert.Equal(3, world.Servers.Count(s => !s.Alive));
        });
    }

    [Fact]
    public void A_dead_client_leaves_our_servers_free_for_the_others()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            var (dead, alive) = (world.AddClient(), world.AddClient());
            world.AddServer(1);
            world.AddServer(2);
            for (int i = 0; i < 10; i++)
            {
                dead.Submit();
                alive.Submit();
            }

            for (int steps = random.Next(120); steps > 0; steps--)
            {
                if (!world.Step()) world.FinishOne();
            }

            dead.Kill();
            Drain(world);
            Assert.Equal(10, alive.Solved.Count);
            Assert.DoesNotContain(world.Servers, s => s.IsBlocked);
        });
    }

    [Fact]
    public void Used_up_task_numbers_hand_the_remaining_jobs_over()
    {
        Repeat(random =>
        {
            var world = new AuctionWorld(random);
            var client = world.AddClient(new MultiServiceClientOptions { TaskLimit = 5, MaxOpenRequests = 2, HistoryDepth = world.HistoryDepth });
            world.AddServer(2);
            for (int i = 0; i < 8; i++) client.Submit();
            Drain(world);
            Assert.Equal(5, client.Solved.Count);
            Assert.Equal(3, client.HandedOver.Count);
            Assert.Equal(5, client.Requests);
        });
    }

    private static void Drain(AuctionWorld world)
    {
        world.Settle();
        for (int patience = 0; patience < 20; patience++)
        {
            while (world.Step() || world.FinishOne()) { }
            if (!world.Tick()) return;
        }
    }

    private void Repeat(Action<Random> history) => Seeded.Run(
        random =>
        {
            for (int i = 0; i < Histories; i++)
            {
                int seed = random.Next();
                try
                {
                    history(new Random(seed));
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"History {i} (its own seed: {seed}): {error.Message}", error);
                }
            }
        },
        output.WriteLine);
}
