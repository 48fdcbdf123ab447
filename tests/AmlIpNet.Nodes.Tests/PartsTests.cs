using AmlIpNet.Dds;
using AmlIpNet.Distribution;
using AmlIpNet.Protocol;
using AmlIpNet.TestKit;

namespace AmlIpNet.Nodes.Tests;

/// <summary>Parts of jobs that a Computing node has of earlier jobs are not sent again; whatever it has, its handler gets the job's bytes.</summary>
public abstract class PartsTests : NodeTestBase
{
    private const string WorkTopics = "amlipnet/v1/job_work_";

    private static readonly byte[] s_head = Bytes(1, 100), s_model = Bytes(2, 200_000), s_shard = Bytes(3, 90_001), s_other = Bytes(4, 150_000);

    [Fact]
    public async Task What_a_node_has_is_not_sent_again()
    {
        var main = Patient();
        var node = Running(Reverse);
        await Solve(main, s_head, s_model, s_shard);
        Assert.Equal(100 + 200_000 + 90_001, Observed.Bytes(WorkTopics));
        await Solve(main, s_head, s_model, s_shard); // what is below MinPartBytes travels each time
        Assert.Equal(100 + 200_000 + 90_001 + 100, Observed.Bytes(WorkTopics));
        await Solve(main, s_shard, s_head, s_other, s_head, s_model); // in another order, with something new between: it travels in pieces
        Assert.Equal(100 + 200_000 + 90_001 + 100 + 100 + 150_000 + 100, Observed.Bytes(WorkTopics));
        await Solve(main, s_model, s_model, s_other);
        Assert.Equal((440_401, 3L), (main.SentBytes, Observed.Writes(WorkTopics) - 1));
        Assert.Equal(440_401, Observed.Bytes(WorkTopics));
        Assert.Equal(200_000 + 90_001 + 90_001 + 200_000 + 550_000, main.SparedBytes);
        Assert.Equal((0, 4), (main.Session.MissedAttempts, node.SolvedJobs));
        await Solved(main, Job.FromBytes(s_model)); // without parts it is one without a digest
        Assert.Equal(440_401 + 200_000, main.SentBytes);
    }

    [Fact]
    public async Task Jobs_go_to_the_node_that_has_their_parts()
    {
        var main = Patient(change: o => o with { Strategy = new MostDataHeldStrategy() });
        foreach (string name in new[] { "one", "two" }) Running(Reverse, name);
        await Wait.Until(() => main.GetComputingNodesAsync().AsTask().GetAwaiter().GetResult() is [{ FreeSlots: 1 }, { FreeSlots: 1 }], "both nodes");
        NodeId ofModel = await Solve(main, s_head, s_model), ofOther = await Solve(main, s_head, s_other); // the second finds nothing of its own, and the other node has waited for longer
        Assert.NotEqual(ofModel, ofOther);
        foreach (byte[] part in new[] { s_other, s_model, s_model, s_other, s_other })
        {
            await Wait.Until(() => main.GetComputingNodesAsync().AsTask().GetAwaiter().GetResult() is [{ FreeSlots: 1 }, { FreeSlots: 1 }], "that both are free");
            Assert.Equal(part == s_model ? ofModel : ofOther, await Solve(main, s_head, part));
        }

        Assert.Equal((7 * 100 + 200_000 + 150_000, 2 * 200_000 + 3 * 150_000), (main.SentBytes, main.SparedBytes));
    }

    [Fact]
    public async Task A_node_that_had_to_let_parts_go_is_sent_the_job_whole_and_it_costs_the_job_nothing()
    {
        var (first, second) = (Patient("first"), Patient("second"));
        var node = Running(Reverse, change: o => o with { PartCacheBytes = 250_000 });
        for (int i = 0; i < 4; i++)
        {
            await Solve(first, s_head, s_model);
            await Solve(second, s_head, s_other); // takes the model's room, of which the first does not hear
        }

        Assert.True(first.Session.MissedAttempts + second.Session.MissedAttempts > 0, "Nothing was missed: the test shows nothing.");
        Assert.Equal(first.Session.MissedAttempts + second.Session.MissedAttempts, node.Session.PartCache.Misses);
        Assert.True(node.Session.PartCache.Evictions > 0);
        Assert.Equal((8, 0), (node.SolvedJobs, node.FailedJobs));
    }

    [Fact]
    public async Task Another_node_in_the_place_of_one_that_died_is_sent_everything()
    {
        var main = Patient();
        Doomed(Reverse, "doomed");
        for (int i = 0; i < 2; i++) await Solve(main, s_model, s_shard);
        Assert.Equal(290_001, main.SentBytes);
        await Observed.CrashAsync(name => name == "doomed");
        Running(Reverse, "successor");
        await Solve(main, s_model, s_shard);
        await Solve(main, s_model, s_shard);
        Assert.True(main.SentBytes >= 2 * 290_001, $"{main.SentBytes} bytes were sent.");
        Assert.Equal(0, main.Session.MissedAttempts);
    }

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(65_536, 0)]
    public async Task A_node_that_keeps_no_parts_and_a_Main_node_that_remembers_none_work_as_ever(int remembered, int cache)
    {
        var main = Patient(change: o => o with { RememberedParts = remembered });
        var node = Running(Reverse, change: o => o with { PartCacheBytes = cache });
        for (int i = 0; i < 3; i++) await Solve(main, s_head, s_model);
        Assert.Equal((3 * 200_100, 0), (main.SentBytes, main.SparedBytes));
        Assert.Equal(0, node.Session.PartCache.Count);
        Assert.Equal(cache > 0, (await main.GetComputingNodesAsync()).Single().Attributes.Find(SentParts.CapacityAttribute) is not null);
    }

    [Fact]
    public async Task A_part_that_was_changed_before_it_was_sent_is_never_taken_for_another_one()
    {
        var main = Patient();
        var node = Running(Reverse);
        byte[] bytes = [.. s_model];
        var job = Job.FromMemory(bytes, [bytes.Length]);
        job.Parts(4_096); // described before
        bytes[7]++; // against the rules
        await Expect(main, job, bytes);
        Assert.Equal((1, 1), (node.Session.PartCache.Spoilt, main.Session.MissedAttempts));
        Assert.Equal(0, node.Session.PartCache.Count);
        Assert.Equal((1, 0, 0), (node.SolvedJobs, node.FailedJobs, node.MalformedSamples));
    }

    [Fact]
    public async Task Without_the_native_plane_a_job_in_parts_is_one_payload()
    {
        var main = Patient(change: o => o with { NativePlane = false });
        Running(Reverse);
        for (int i = 0; i < 2; i++) await Solve(main, s_head, s_model, s_shard);
        Assert.Equal(0, main.SentBytes);
        Assert.Equal(2 * 290_101, Observed.Bytes("amlip/job_task_data_"));
    }

    [Fact]
    public async Task A_few_bytes_that_name_too_much_are_malformed()
    {
        var node = Running(Reverse, change: o => o with { Network = o.Network with { MaxPayloadBytes = 300_000 } });
        await Solve(Patient(), s_model);
        var topic = NativeTopics.Work(ServiceName.Job, node.Id);
        using var writer = Participant("hostile").CreateWriter(topic, QosLibrary.Default.GetWriterQos("amlipnet::work"), NullListener.Instance);
        await Wait.Until(() => writer.MatchedReaders == 1, "the node's reader of work");
        var known = PayloadPart.Of(s_model) with { IsAbsent = true };
        Write(1, [known, known]);
        Write(2, [known with { Length = PayloadPart.MaxLength }, known with { Length = PayloadPart.MaxLength }, new(PayloadPart.MaxLength, 1) { IsAbsent = true }]);
        Write(3, [new(5, 1)]); // its bytes are not there
        await Wait.Until(() => node.MalformedSamples == 3, "the samples that are malformed", seen: () => node.MalformedSamples.ToString());
        await Solve(Patient("other"), s_model);

        void Write(ulong task, PayloadPart[] parts)
        {
            var message = new WorkMessage(WorkKind.Job, NodeId.Create("hostile", 1), 1, 1, task, task);
            byte[] header = new byte[WorkMessage.GetLargestSize(parts: parts.Length)];
            Assert.Equal(WriteResult.Accepted, writer.TryWrite(header.AsSpan(0, message.Write(header, default, parts)), default(ReadOnlySpan<byte>)));
        }
    }

    [Fact]
    public void Parts_that_are_not_the_payload_s_are_refused_in_words()
    {
        Assert.Contains("4 bytes together", Assert.Throws<ArgumentException>(() => Job.FromMemory(new byte[5], [1, 3])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Job.FromMemory(new byte[5], [6, -1]));
        Assert.Contains("at most 1,024", Assert.Throws<ArgumentException>(() => Job.FromParts([.. Enumerable.Repeat(default(ReadOnlyMemory<byte>), 1_025)])).Message);
        Assert.Equal("one, two", Job.FromParts("one"u8.ToArray(), ", "u8.ToArray(), "two"u8.ToArray()).ToString());
        Assert.Contains("MinPartBytes", Assert.Throws<InvalidOptionsException>(() => Main(change: o => o with { MinPartBytes = 1 })).Message);
        Assert.Contains("RememberedParts", Assert.Throws<InvalidOptionsException>(() => Main(change: o => o with { RememberedParts = -1 })).Message);
        Assert.Contains("PartCacheBytes", Assert.Throws<InvalidOptionsException>(() => Computing(change: o => o with { PartCacheBytes = -1 })).Message);
    }

    /// <summary>On a busy machine it must not send anything twice.</summary>
    private MainNode Patient(string name = "main", Func<MainNodeOptions, MainNodeOptions>? change = null) =>
        Main(name, options => (change?.Invoke(options) ?? options) with { Lease = TimeSpan.FromMinutes(5) });

    private static byte[] Bytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Task<NodeId> Solve(MainNode main, params byte[][] parts) =>
        Expect(main, Job.FromParts([.. parts.Select(part => (ReadOnlyMemory<byte>)part)]), [.. parts.SelectMany(part => part)]);

    // A single failure would end it.
    private static async Task<NodeId> Expect(MainNode main, Job job, byte[] payload)
    {
        var solution = await Wait.For(main.RequestJobSolutionAsync(job, new JobOptions { MaxAttempts = 1 }), "the solution of a job");
        Assert.True(payload.Reverse().SequenceEqual(solution.ToArray()), "The handler got other bytes than the job's.");
        return solution.SolvedBy;
    }
}
