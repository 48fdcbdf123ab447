using System.Buffers.Binary;
using System.Text;
using AmlIpNet.Dds;
using AmlIpNet.Protocol.Tests.Wire;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Native;

public sealed class NativeWireTests(ITestOutputHelper output)
{
    private static readonly ServerLoad s_load = new(1, 2, 3, 4, 5);
    private static readonly NodeId s_long = NodeId.Create("a name of twenty-eight bytes", uint.MaxValue);

    [Fact]
    public void Any_message_reads_back() => Seeded.Run(
        random => Assert.All(NativeCases.Some(random, 1_000), value => Assert.Equal(value.Fields, NativeCases.Read(value.Type, value.Sample))),
        output.WriteLine);

    [Fact]
    public void Types_and_codecs_agree_on_the_largest_header()
    {
        var attributes = Enumerable.Repeat(new KeyValuePair<string, string>(new('k', NativeBounds.MaxKeyBytes), new('v', NativeBounds.MaxValueBytes)), NativeBounds.MaxAttributes).ToArray();
        var metadata = attributes[..NativeBounds.MaxMetadata];
        var parts = new PayloadPart[NativeBounds.MaxParts];
        var held = Enumerable.Repeat((s_long, 7UL), NativeBounds.MaxHeld).ToArray();
        var load = new ServerLoad(1, 2, NativeBounds.MaxSlots, NativeBounds.MaxSlots, NativeBounds.MaxSlots);
        Assert.Equal(NativeTypes.Availability.LargestHeader, NativeCases.Availability(new(s_long, load, 1, 2), attributes, held).Sample.Length);
        Assert.Equal(NativeTypes.Work.LargestHeader, NativeCases.Work(new(WorkKind.Job, s_long, 1, 2, 3, 4), metadata, parts).Sample.Length);
        Assert.Equal(
            NativeTypes.Outcome.LargestHeader,
            NativeCases.Outcome(new(OutcomeKind.Failed, s_long, load, 1, 2, 3, 4, 5, new('t', NativeBounds.MaxTextBytes)), metadata, parts).Sample.Length);
        Assert.All(NativeTypes.All, type => Assert.InRange(type.LargestHeader, TypeDescription.InlineHeaderSize, TypeDescription.MaxHeaderSize));
    }

    [Fact]
    public void Messages_without_lists_have_headers_that_are_received_without_allocating()
    {
        KeyValuePair<string, string>[] trace = [new("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")];
        Assert.InRange(NativeCases.Availability(new(s_long, s_load, 1, 2)).Sample.Length, 1, TypeDescription.InlineHeaderSize);
        Assert.InRange(NativeCases.Work(new(WorkKind.Job, s_long, 1, 2, 3, 4), trace).Sample.Length, 1, TypeDescription.InlineHeaderSize);
        Assert.InRange(NativeCases.Outcome(new(OutcomeKind.Solution, s_long, s_load, 1, 2, 3, 4), trace).Sample.Length, 1, TypeDescription.InlineHeaderSize);
    }

    [Fact]
    public void Counts_and_lengths_that_lie_are_refused()
    {
        byte[] sample = NativeCases.Availability(new(WireCases.Server, s_load, 5, 6), [new("host", "lab")], [(WireCases.Main, 7)]).Sample;
        int attributes = sample.AsSpan().IndexOf("host"u8) - 8, held = sample.AsSpan().IndexOf("main"u8) - 8;
        foreach (int at in new[] { attributes, attributes + 4, held, held + 4 })
        {
            Assert.InRange(BinaryPrimitives.ReadUInt32LittleEndian(sample.AsSpan(at)), 1u, 5u);
            foreach (uint lie in (uint[])[NativeBounds.MaxHeld + 1, 0x7fffffff, 0x80000000, uint.MaxValue])
            {
                byte[] hostile = [.. sample];
                BinaryPrimitives.WriteUInt32LittleEndian(hostile.AsSpan(at), lie);
                Assert.False(AvailabilityMessage.TryRead(hostile, out _), $"{lie} at {at}");
                Assert.False(NativeTypes.Availability.TrySplit(hostile, hostile.Length, out _, out _), $"{lie} at {at}");
            }
        }
    }

    [Fact]
    public void Slots_above_the_bound_and_text_that_is_no_UTF8_are_refused()
    {
        var outcome = NativeCases.Outcome(new(OutcomeKind.Failed, WireCases.Server, new(1, 2, 77, 3, 4), 9, 11, 7, 8, 0, "text"));
        byte[] many = [.. outcome.Sample], noText = [.. outcome.Sample];
        int slots = many.AsSpan().IndexOf<byte>([77, 0, 0, 0]);
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(slots), NativeBounds.MaxSlots);
        Assert.NotNull(NativeCases.Read("outcome", many));
        BinaryPrimitives.WriteUInt32LittleEndian(many.AsSpan(slots), NativeBounds.MaxSlots + 1);
        Assert.Null(NativeCases.Read("outcome", many));
        noText[noText.AsSpan().IndexOf("text"u8)] = 0xff;
        Assert.Null(NativeCases.Read("outcome", noText));
    }

    [Fact]
    public void Parts_that_are_not_absent_make_up_the_payload_or_the_sample_is_malformed()
    {
        PayloadPart[] parts = [new(3, 1), new(1 << 30, 2) { IsAbsent = true }, new(2, 0)];
        foreach (int size in (int[])[0, 4, 5, 6])
        {
            byte[] payload = new byte[size], sample = NativeCases.Work(new(WorkKind.Job, WireCases.Main, 1, 2, 3, 4), null, parts, payload).Sample;
            Assert.True(WorkMessage.TryRead(sample, out var message, out _, out var read));
            Assert.Equal(size == 5, message.Describes(payload, read));
            Assert.Equal(parts, read.ToArray());
        }

        Assert.True(WorkMessage.TryRead(NativeCases.Work(new(WorkKind.Job, WireCases.Main, 1, 2, 3, 4), null, null, new byte[9]).Sample, out var whole, out _, out var none));
        Assert.True(whole.Describes(new byte[9], none)); // without a list any payload is one part
        Assert.Throws<ArgumentException>(() => NativeCases.Work(new(WorkKind.Job, WireCases.Main, 1, 2, 3, 4), null, [new(PayloadPart.MaxLength + 1, 1)]));
    }

    [Theory]
    [InlineData(-1.0, null)]
    [InlineData(-0.001, null)]
    [InlineData(1.001, null)]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(0.0, 0.0)]
    [InlineData(1.0, 1.0)]
    public void Progress_outside_of_0_to_1_is_not_known(double written, double? read)
    {
        var bytes = new byte[256];
        int length = new OutcomeMessage(OutcomeKind.Progress, WireCases.Server, s_load, 1, 2, 3, 4, Progress: written).Write(bytes);
        Assert.True(OutcomeMessage.TryRead(bytes.AsSpan(0, length), out var message));
        Assert.Equal(read, message.Progress);
    }

    [Theory]
    [InlineData(-5.0, 0.0)]
    [InlineData(0.2, 1.0)]
    [InlineData(1e12, uint.MaxValue - 1.0)]
    public void Time_left_is_rounded_up_to_milliseconds_within_32_bits(double written, double read)
    {
        var bytes = new byte[256];
        int length = new WorkMessage(WorkKind.Job, WireCases.Main, 1, 2, 3, 4, TimeSpan.FromMilliseconds(written)).Write(bytes);
        Assert.True(WorkMessage.TryRead(bytes.AsSpan(0, length), out var message));
        Assert.Equal(TimeSpan.FromMilliseconds(read), message.TimeLeft);
    }

    [Fact]
    public void Text_is_cut_between_characters_at_its_bound_and_at_a_NUL()
    {
        Assert.Equal(new string('☂', NativeBounds.MaxTextBytes / 3), RoundTrip(new string('☂', 5_000)));
        Assert.Equal(new string('t', NativeBounds.MaxTextBytes), RoundTrip(new string('t', 100_000)));
        Assert.Equal("before", RoundTrip("before\0after"));
        Assert.Null(RoundTrip(""));

        static string? RoundTrip(string text)
        {
            var message = new OutcomeMessage(OutcomeKind.Failed, WireCases.Server, s_load, 1, 2, 3, 4, 5, text);
            var bytes = new byte[message.GetLargestSize()];
            Assert.True(OutcomeMessage.TryRead(bytes.AsSpan(0, message.Write(bytes)), out var read));
            return read.Text;
        }
    }

    [Fact]
    public void What_cannot_be_sent_is_an_error()
    {
        var bytes = new byte[TypeDescription.MaxHeaderSize];
        var work = new WorkMessage(WorkKind.Job, WireCases.Main, 1, 2, 3, 4);
        Assert.Contains("at most 16", Assert.Throws<ArgumentException>(() => work.Write(bytes, new KeyValuePair<string, string>[17])).Message, StringComparison.Ordinal);
        Assert.Contains("shorten", Assert.Throws<ArgumentException>(() => work.Write(bytes, [new(new('k', 65), "")])).Message, StringComparison.Ordinal);
        Assert.Contains("NUL", Assert.Throws<ArgumentException>(() => work.Write(bytes, [new("k", "\0")])).Message, StringComparison.Ordinal);
        Assert.Contains("at most 1024", Assert.Throws<ArgumentException>(() => work.Write(bytes, default, new PayloadPart[1025])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => (work with { PayloadSize = -1 }).Write(bytes));
        var availability = new AvailabilityMessage(WireCases.Server, s_load, 1, 2);
        Assert.Contains("at most 1024", Assert.Throws<ArgumentException>(() => availability.Write(bytes, default, new (NodeId, ulong)[1025])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => (availability with { Load = s_load with { Free = -1 } }).Write(bytes));
        for (int length = work.Write(bytes) - 1; length >= 0; length--) Assert.ThrowsAny<ArgumentException>(() => work.Write(new byte[length]));
    }

    [Fact]
    public void Lists_are_searched_in_the_bytes()
    {
        byte[] sample = NativeCases.Availability(new(WireCases.Server, s_load, 5, 6), [new("host", "lab"), new("role", "guardian")],
            [(WireCases.Main, 7), (s_long, 8), (WireCases.Main, 9)]).Sample;
        Assert.True(AvailabilityMessage.TryRead(sample, out _, out var attributes, out var held));
        Assert.True(attributes.TryGet("role"u8, out var role));
        Assert.Equal("guardian", Encoding.UTF8.GetString(role));
        Assert.False(attributes.TryGet("rol"u8, out _));
        Assert.Equal([7ul, 9ul], held.Of(WireCases.Main));
        Assert.Empty(held.Of(WireCases.Server));
    }

    [Fact]
    public void Encoding_and_decoding_allocate_nothing()
    {
        var work = NativeCases.Work(new(WorkKind.Job, WireCases.Main, 1, 2, 3, 4), [new("k", "v")], [new(1, 2)]).Sample;
        var outcome = NativeCases.Outcome(new(OutcomeKind.Solution, WireCases.Server, s_load, 1, 2, 3, 4), [new("k", "v")], [new(1, 2)]).Sample;
        var availability = NativeCases.Availability(new(WireCases.Server, s_load, 5, 6), [new("host", "lab")], [(WireCases.Main, 7)]).Sample;
        KeyValuePair<string, string>[] metadata = [new("k", "v")];
        (NodeId, ulong)[] held = [(WireCases.Main, 7)];
        var buffer = new byte[1024];
        AllocationTests.AssertNone(() =>
        {
            if (!NativeTypes.Work.TrySplit(work, work.Length, out _, out _) || !WorkMessage.TryRead(work, out var w, out var m, out var p)) return false;
            foreach (var item in m) w = w with { Priority = item.Key.Length };
            foreach (var part in p) w = w with { PayloadSize = (int)part.Length };
            return OutcomeMessage.TryRead(outcome, out var o, out _, out _) && AvailabilityMessage.TryRead(availability, out var a, out _, out var h)
                && h.Of(WireCases.Server).Length == 0 && WorkMessage.GetLargestSize(metadata) <= buffer.Length
                && w.Write(buffer, metadata) > 0 && o.Write(buffer, metadata) > 0 && a.Write(buffer, metadata, held) > 0;
        });
    }
}
