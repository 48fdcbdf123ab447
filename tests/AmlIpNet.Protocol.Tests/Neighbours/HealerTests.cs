using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Neighbours;

public sealed class HealerTests(ITestOutputHelper output)
{
    private static readonly NodeId s_client = NodeId.Create("client", 1);
    private static readonly NodeId s_other = NodeId.Create("other", 2);
    private static readonly NodeId s_first = NodeId.Create("healer1", 3);
    private static readonly NodeId s_second = NodeId.Create("healer2", 4);
    private static readonly NodeId s_server = NodeId.Create("server", 5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly HealerOptions s_repeating = new() { Grace = s_grace };
    private static readonly HealerOptions s_options = s_repeating with { RepeatedTargets = 0 };

    [Fact]
    public void Open_requests_of_a_client_that_is_gone_are_closed_once()
    {
        var healer = new Healer(s_first, s_options);
        Assert.Empty(Do(healer, HealerEvent.Request(s_client, 1), 0));
        Do(healer, HealerEvent.Request(s_client, 2), 0);
        Do(healer, HealerEvent.Request(s_client, 3), 0);
        Do(healer, HealerEvent.Request(s_other, 1), 0);
        Do(healer, HealerEvent.Target(s_client, 2, s_server), 0);
        Assert.Null(healer.NextDue);
        Assert.Empty(Do(healer, HealerEvent.NodeLost(s_client), 1));
        Assert.Equal(TimeSpan.FromSeconds(1) + s_grace, healer.NextDue);
        Assert.Empty(Do(healer, HealerEvent.Time, 2.9));
        Assert.Equal([1u, 3u], Do(healer, HealerEvent.Time, 3));
        Assert.Empty(Do(healer, HealerEvent.NodeLost(s_client), 4));
        Assert.Empty(Do(healer, HealerEvent.Time, 100));
        Assert.Equal((1, 2L), (healer.OpenRequests, healer.Healed));
    }

    [Fact]
    public void A_client_that_comes_back_is_not_healed()
    {
        var healer = new Healer(s_first, s_options);
        Do(healer, HealerEvent.Request(s_client, 1), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Do(healer, HealerEvent.NodeFound(s_client), 1.9);
        Assert.Null(healer.NextDue);
        Assert.Empty(Do(healer, HealerEvent.Time, 10));
    }

    [Fact]
    public void A_target_may_overtake_its_request()
    {
        var healer = new Healer(s_first, s_options);
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 0);
        Do(healer, HealerEvent.Request(s_client, 1), 0);
        Assert.Equal(0, healer.OpenRequests);
    }

    [Fact]
    public void The_lowest_id_heals_and_the_next_one_only_what_is_still_open_a_step_later()
    {
        var healer = new Healer(s_second, s_options);
        Do(healer, HealerEvent.HealerFound(s_first), 0);
        Do(healer, HealerEvent.HealerFound(s_second), 0);
        Do(healer, HealerEvent.Request(s_client, 1), 0);
        Do(healer, HealerEvent.Request(s_client, 2), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Assert.Empty(Do(healer, HealerEvent.Time, 2));
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 2.1);
        Assert.Equal([2u], Do(healer, HealerEvent.Time, 3));
    }

    [Fact]
    public void The_next_one_heals_at_once_when_the_first_dies()
    {
        var healer = new Healer(s_second, s_options);
        Do(healer, HealerEvent.HealerFound(s_first), 0);
        Do(healer, HealerEvent.Request(s_client, 1), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Assert.Equal([1u], Do(healer, HealerEvent.NodeLost(s_first), 2.5));
    }

    [Fact]
    public void The_last_targets_of_a_dead_client_are_repeated_as_they_were_before_its_open_requests_are_closed()
    {
        var healer = new Healer(s_first, s_repeating with { RepeatedTargets = 3 });
        for (uint task = 0; task < 5; task++) Do(healer, HealerEvent.Target(s_client, task, s_server), 0);
        Do(healer, HealerEvent.Target(s_client, 4, s_server), 0); // the client's own repeat counts once
        Do(healer, HealerEvent.Target(s_other, 1, s_server), 0);
        Do(healer, HealerEvent.Request(s_client, 5), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        List<HealerTarget> targets = [];
        healer.Handle(HealerEvent.Time, s_grace, targets);
        Assert.Equal([new(new(s_client, 2), s_server), new(new(s_client, 3), s_server), new(new(s_client, 4), s_server), new HealerTarget(new(s_client, 5))], targets);
        Assert.Equal((3L, 1L), (healer.Repeated, healer.Healed));
        Do(healer, HealerEvent.NodeLost(s_client), 10);
        Assert.Empty(Do(healer, HealerEvent.Time, 20));
    }

    [Fact]
    public void A_target_that_another_healer_has_repeated_is_not_repeated_again()
    {
        var healer = new Healer(s_second, s_repeating);
        Do(healer, HealerEvent.HealerFound(s_first), 0);
        for (uint task = 0; task < 3; task++) Do(healer, HealerEvent.Target(s_client, task, s_server), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 2.1);
        Assert.Equal([0u, 2u], Do(healer, HealerEvent.Time, 3));
    }

    [Fact]
    public void The_targets_of_a_client_that_comes_back_are_not_repeated()
    {
        var healer = new Healer(s_first, s_repeating);
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Do(healer, HealerEvent.NodeFound(s_client), 1);
        Assert.Empty(Do(healer, HealerEvent.Time, 10));
    }

    [Fact]
    public void The_targets_of_the_least_recently_heard_client_are_forgotten_first()
    {
        var healer = new Healer(s_first, s_repeating with { MaxClients = 2 });
        Do(healer, HealerEvent.Target(s_other, 1, s_server), 0);
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 0);
        Do(healer, HealerEvent.Target(s_other, 2, s_server), 0);
        Do(healer, HealerEvent.Target(s_first, 1, s_server), 0);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Assert.Empty(Do(healer, HealerEvent.Time, 2));
        Assert.Equal(0, healer.Repeated);
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_counted()
    {
        var healer = new Healer(s_first, new() { MaxRequests = 3, MaxLost = 2 });
        for (uint task = 0; task < 5; task++) Do(healer, HealerEvent.Request(s_client, task), 0);
        for (uint node = 0; node < 3; node++) Do(healer, HealerEvent.NodeLost(NodeId.Create("n", node)), 0);
        Assert.Equal((3, 2L, 1L), (healer.OpenRequests, healer.ForgottenRequests, healer.ForgottenClients));
    }

    [Fact]
    public void A_request_that_no_healer_heard_is_closed_for_the_server_that_replied_to_it_last()
    {
        var healer = new Healer(s_first, s_options);
        Do(healer, HealerEvent.Target(s_client, 1, s_server), 0);
        Do(healer, HealerEvent.Request(s_client, 3), 0);
        Do(healer, HealerEvent.Reply(s_client, 9, s_server), 0); // a living client's own business
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        foreach (uint task in new uint[] { 0, 1, 2 }) Do(healer, HealerEvent.Reply(s_client, task, s_server), 0.1);
        Do(healer, HealerEvent.Reply(s_client, 0, s_other), 0.1);
        Do(healer, HealerEvent.Reply(s_client, 1, s_other), 0.1); // it has had its target
        Do(healer, HealerEvent.Reply(s_client, 3, s_second), 0.1); // heard as a request too
        healer = Clone(healer);
        Assert.Equal([3u, 2u], Do(healer, HealerEvent.Time, 2));
        Assert.False(healer.IsLost(s_client));
        Assert.Empty(Do(healer, HealerEvent.Reply(s_client, 4, s_server), 3));
    }

    [Fact]
    public void Replies_to_a_client_that_comes_back_are_its_own_business()
    {
        var healer = new Healer(s_first, s_options);
        Do(healer, HealerEvent.NodeLost(s_client), 0);
        Do(healer, HealerEvent.Reply(s_client, 1, s_server), 0);
        Do(healer, HealerEvent.NodeFound(s_client), 1);
        Do(healer, HealerEvent.NodeLost(s_client), 2);
        Assert.Empty(Do(healer, HealerEvent.Time, 10));
    }

    [Fact]
    public void Bad_options_say_what_to_use()
    {
        var error = Assert.Throws<InvalidOptionsException>(() => new Healer(s_first, new() { MaxRequests = 0 }));
        Assert.Contains("MaxRequests is 0: use 1 or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_healers_close_each_request_of_a_dead_client_and_a_clone_goes_on_alike() => Seeded.Run(random =>
    {
        for (int history = 0; history < 2000; history++) RunOne(new Random(random.Next()));
    }, output.WriteLine);

    // Targets of healers reach the other healers late; requests may be missed by some.
    private static void RunOne(Random random)
    {
        NodeId[] ids = [.. Enumerable.Range(0, 3).Select(i => NodeId.Create("h", (uint)random.Next(100) * 3 + (uint)i))];
        Healer[] healers = [.. ids.Select(id => new Healer(id, s_repeating))];
        HashSet<uint> open = [], chosen = [], healed = [], repeated = [];
        int targets = 0;
        List<(TimeSpan At, HealerTarget Target)> flying = [];
        foreach (var id in ids) All(HealerEvent.HealerFound(id), TimeSpan.Zero);
        for (uint task = 0; task < 6; task++)
        {
            open.Add(task);
            int missedBy = random.Next(4);
            for (int i = 0; i < 3; i++)
            {
                if (i != missedBy) Handle(i, HealerEvent.Request(s_client, task), TimeSpan.Zero);
            }

            if (random.Next(2) == 0) continue;
            open.Remove(task);
            chosen.Add(task);
            All(HealerEvent.Target(s_client, task, s_server), TimeSpan.Zero);
        }

        var expected = open.ToHashSet();
        for (int i = 0; i < 3; i++) Handle(i, HealerEvent.NodeLost(s_client), TimeSpan.FromMilliseconds(random.Next(300)));
        for (var now = TimeSpan.FromMilliseconds(300); now < TimeSpan.FromSeconds(10); now += TimeSpan.FromMilliseconds(100))
        {
            foreach (var (at, target) in flying.ToArray())
            {
                if (at > now) continue;
                flying.Remove((at, target));
                All(HealerEvent.Target(s_client, target.Key.Task, target.Server), now);
            }

            for (int i = 0; i < 3; i++)
            {
                if (random.Next(5) == 0) healers[i] = Clone(healers[i]);
                if (healers[i].NextDue <= now) Handle(i, HealerEvent.Time, now);
            }
        }

        Assert.Equal(expected.Order(), healed.Order());
        Assert.Equal(chosen.Order(), repeated.Order());
        Assert.Equal(healed.Count + repeated.Count, targets);

        void All(HealerEvent input, TimeSpan now)
        {
            for (int i = 0; i < 3; i++) Handle(i, input, now);
        }

        void Handle(int i, HealerEvent input, TimeSpan now)
        {
            var twin = Clone(healers[i]);
            List<HealerTarget> done = [], again = [];
            healers[i].Handle(input, now, done);
            twin.Handle(input, now, again);
            Assert.Equal(done, again);
            Assert.Equal(Bytes(healers[i]), Bytes(twin));
            Assert.Equal(healers[i].NextDue, twin.NextDue);
            foreach (var target in done)
            {
                targets++;
                (target.Server == s_server ? repeated : healed).Add(target.Key.Task);
                flying.Add((now + TimeSpan.FromMilliseconds(random.Next(400)), target));
            }
        }
    }

    private static List<uint> Do(Healer healer, HealerEvent input, double seconds)
    {
        List<HealerTarget> targets = [];
        healer.Handle(input, TimeSpan.FromSeconds(seconds), targets);
        Assert.All(targets, target => Assert.Equal(s_client, target.Key.Client));
        return [.. targets.Select(target => target.Key.Task)];
    }

    private static Healer Clone(Healer healer)
    {
        var reader = new StateReader(Bytes(healer));
        var clone = Healer.Load(ref reader, s_repeating);
        Assert.Equal(0, reader.Remaining);
        return clone;
    }

    private static byte[] Bytes(Healer healer)
    {
        var writer = new StateWriter();
        healer.Save(writer);
        return writer.Written.ToArray();
    }
}
