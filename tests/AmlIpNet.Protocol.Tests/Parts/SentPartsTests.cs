using System.Globalization;
using AmlIpNet.Protocol.Tests.Wire;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Parts;

/// <summary>What a client takes its servers to hold.</summary>
public sealed class SentPartsTests(ITestOutputHelper output)
{
    private const long Capacity = 10_000;

    private static readonly NodeId s_server = NodeId.Create("cp", 1);
    private static readonly NodeId s_other = NodeId.Create("cp", 2);

    private readonly SentParts _sent = new(100);

    [Fact]
    public void A_part_is_sent_once_to_each_incarnation_of_each_server()
    {
        Assert.Equal("++", Refer(s_server, 1, 1, 2));
        Assert.Equal("-+-", Refer(s_server, 1, 2, 3, 1));
        Assert.Equal("+", Refer(s_other, 1, 1));
        Assert.Equal("+-", Refer(s_server, 2, 1, 1)); // started anew: it has nothing
        Assert.Equal("-", Refer(s_other, 1, 1));
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public void What_a_server_holds_is_counted_without_counting_as_use()
    {
        Refer(s_server, 1, 1, 2);
        Assert.Equal(Part(1).Length + Part(2).Length, _sent.BytesHeld(s_server, 1, [Part(1), Part(3), Part(2)]));
        Assert.Equal(0, _sent.BytesHeld(s_server, 2, [Part(1)]));
        Assert.Equal(0, _sent.BytesHeld(s_other, 1, [Part(1)]));
        Assert.Equal(0, _sent.BytesHeld(s_server, 1, [new PayloadPart(Part(1).Length, 0)])); // without a digest
        var (before, after) = (new StateWriter(), new StateWriter());
        _sent.Save(before);
        _sent.BytesHeld(s_server, 1, [Part(1)]); // the older one
        _sent.Save(after);
        Assert.True(before.Written.SequenceEqual(after.Written));
        _sent.Forget(s_server, 1, Part(1));
        Assert.Equal(Part(2).Length, _sent.BytesHeld(s_server, 1, [Part(1), Part(2)]));
    }

    [Fact]
    public void What_a_server_misses_is_sent_again_unless_an_earlier_incarnation_misses_it()
    {
        Refer(s_server, 2, 1, 2);
        _sent.Forget(s_server, 1, Part(1));
        Assert.Equal("--", Refer(s_server, 2, 1, 2));
        _sent.Forget(s_server, 2, Part(1) with { IsAbsent = true }); // as the refusal has it
        Assert.Equal("+-", Refer(s_server, 2, 1, 2));
    }

    [Fact]
    public void A_server_that_keeps_nothing_is_sent_everything_and_a_client_that_remembers_nothing_sends_everything()
    {
        PayloadPart[] parts = [Part(1)];
        var none = new SentParts(0);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(0, _sent.Refer(s_server, 1, 0, parts));
            Assert.Equal(0, none.Refer(s_server, 1, Capacity, parts));
            Assert.False(parts[0].IsAbsent);
        }

        Assert.Equal(0, _sent.Count + none.Count);
        PayloadPart[] small = [new(10, 0)];
        for (int i = 0; i < 2; i++) Assert.Equal(0, _sent.Refer(s_server, 1, Capacity, small));
    }

    [Fact]
    public void Of_too_many_parts_those_of_the_server_that_was_sent_nothing_for_the_longest_are_forgotten()
    {
        var sent = new SentParts(4);
        Assert.Equal("+++", Refer(sent, s_server, 1, 1, 2, 3));
        Assert.Equal("++", Refer(sent, s_other, 1, 1, 2));
        Assert.Equal(2, sent.Count);
        Assert.Equal("+++++", Refer(sent, s_server, 1, 1, 2, 3, 4, 5));
        Assert.Equal(4, sent.Count);
        Assert.Equal("-", Refer(sent, s_server, 1, 5));
        Assert.Equal("+", Refer(sent, s_server, 1, 1)); // of its own it is the one unused for the longest
    }

    [Theory]
    [InlineData("67108864", 67_108_864)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("much", 0)]
    [InlineData("99999999999999999999", 0)]
    [InlineData(null, 0)]
    public void What_a_server_keeps_is_what_it_says(string? value, long bytes)
    {
        var attributes = value is null ? ServerAttributes.Empty : ServerAttributes.Of([new(SentParts.CapacityAttribute, value)]);
        Assert.Equal(bytes, SentParts.CapacityOf(attributes));
        Assert.Equal(0, SentParts.CapacityOf(null));
    }

    [Fact]
    public void Referring_to_known_parts_allocates_nothing()
    {
        PayloadPart[] parts = [Part(1), Part(2)];
        _sent.Refer(s_server, 1, Capacity, parts);
        AllocationTests.AssertNone(() => _sent.Refer(s_server, 1, Capacity, parts) == parts[0].Length + parts[1].Length);
    }

    /// <summary>While nobody else sends to it and nothing is lost, a server never misses what a client refers to: both forget alike.</summary>
    [Fact]
    public void A_client_and_its_server_forget_alike() => Seeded.Run(
        random =>
        {
            long capacity = random.Next(300, 6_000);
            var cache = new PartCache(capacity);
            var sent = new SentParts(random.Next(3) == 0 ? 3 : 1_000);
            byte[][] values = [.. Enumerable.Range(0, 20).Select(_ => new byte[random.Next(1, 1_500)])];
            foreach (byte[] value in values) random.NextBytes(value);
            long spared = 0;
            for (int i = 0; i < 500; i++)
            {
                byte[][] job = [.. Enumerable.Range(0, random.Next(6)).Select(_ => values[random.Next(values.Length)])];
                PayloadPart[] parts = [.. job.Select(value => PayloadPart.Of(value))];
                spared += sent.Refer(s_server, 1, capacity, parts);
                byte[] travels = [.. job.Where((_, at) => !parts[at].IsAbsent).SelectMany(value => value)];
                Assert.True(cache.TryTake(parts, travels, out byte[] whole), "The server misses a part that the client refers to.");
                Assert.Equal(job.SelectMany(value => value), whole);
                Assert.True(cache.Bytes <= capacity);
            }

            Assert.Equal(spared, cache.HitBytes);
            var (ours, theirs) = (new StateWriter(), new StateWriter());
            if (sent.Count != cache.Count) return; // it remembers less than the server holds
            sent.Save(ours);
            cache.Save(theirs);
            Assert.True(ours.Written.EndsWith(theirs.Written[4..]));
        },
        output.WriteLine);

    private static PayloadPart Part(int number) => PayloadPart.Of(BitConverter.GetBytes(number));

    private string Refer(NodeId server, ulong incarnation, params int[] numbers) => Refer(_sent, server, incarnation, numbers);

    /// <returns>For each part + if it is sent, - if not.</returns>
    private static string Refer(SentParts sent, NodeId server, ulong incarnation, params int[] numbers)
    {
        PayloadPart[] parts = [.. numbers.Select(Part)];
        long spared = sent.Refer(server, incarnation, Capacity, parts);
        Assert.Equal(parts.Where(part => part.IsAbsent).Sum(part => part.Length), spared);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Concat(parts.Select(part => part.IsAbsent ? '-' : '+'))}");
    }
}
