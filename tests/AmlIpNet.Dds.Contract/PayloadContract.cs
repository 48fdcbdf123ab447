using System.Buffers;

namespace AmlIpNet.Dds.Contract;

/// <summary>Payloads of every size arrive whole, in an array of their own, and above the limit not at all.</summary>
public abstract class PayloadContract<TEnvironment> : DdsContractTests<TEnvironment>
    where TEnvironment : ContractEnvironment, new()
{
    private static readonly Topic s_topic = Blob.Topic("contract/payload");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(1_343)]
    [InlineData(64 << 10)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(64 << 20)]
    public Task A_payload_arrives_as_it_was_in_an_array_of_exactly_its_length(int size) => Seeded.RunAsync(async random =>
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable);
        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        byte[] payload = new byte[size];
        random.NextBytes(payload);
        byte[] original = payload.ToArray();
        await Match(writer, reader);
        writer.Write(1, payload: payload);
        Array.Clear(payload); // the writer's buffer is its own again
        var sample = (await reader.Samples.WaitForCount(1, $"the sample of {size} bytes", TimeSpan.FromMinutes(2)))[0];
        Assert.True(original.AsSpan().SequenceEqual(sample.Payload), $"The payload of {size} bytes arrived with other bytes, or {sample.Payload.Length} of them.");
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0, 5)]
    [InlineData(1, 1 << 20, 7, 100_001)]
    public Task A_payload_in_pieces_arrives_as_one(params int[] sizes) => Seeded.RunAsync(async random =>
    {
        var writer = Write(Join("writer"), s_topic, Qos.Durable);
        var reader = Read(Join("reader"), s_topic, Qos.Durable);
        byte[][] pieces = [.. sizes.Select(size => new byte[size])];
        foreach (byte[] piece in pieces) random.NextBytes(piece);
        byte[] payload = [.. pieces.SelectMany(piece => piece)];
        await Match(writer, reader);
        Assert.Equal(WriteResult.Accepted, Blob.TryWrite(writer.Writer, 0, 1, Piece.Join(pieces)));
        foreach (byte[] piece in pieces) Array.Clear(piece);
        var sample = (await reader.Samples.WaitForCount(1, $"the sample of {payload.Length} bytes"))[0];
        Assert.True(payload.AsSpan().SequenceEqual(sample.Payload), $"The payload of {payload.Length} bytes arrived with other bytes, or {sample.Payload.Length} of them.");
    });

    [Fact]
    public async Task A_payload_in_pieces_above_the_limit_is_an_error()
    {
        var writer = Write(Join("writer", change: o => o with { MaxPayloadBytes = 100_000 }), s_topic);
        await Match(writer, Read(Join("reader"), s_topic));
        Assert.Throws<PayloadTooLargeException>(() => Blob.TryWrite(writer.Writer, 0, 1, Piece.Join([new byte[60_000], new byte[40_001]])));
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(byte[][] pieces)
        {
            Piece first = new() { Memory = pieces[0] }, last = first;
            foreach (byte[] piece in pieces[1..])
            {
                var next = new Piece { Memory = piece, RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = next;
                last = next;
            }

            return new(first, 0, last, last.Memory.Length);
        }
    }

    [Fact]
    public async Task Large_and_small_samples_keep_their_order()
    {
        var writer = Write(Join("writer"), s_topic);
        var reader = Read(Join("reader"), s_topic);
        await Match(writer, reader);
        for (uint number = 1; number <= 60; number++)
            await writer.WriteWhenRoom(number, new byte[number % 3 == 0 ? 400_000 : number]);
        await reader.Expect(Range(1, 60));
        Assert.All(reader.Samples.Items, s => Assert.Equal(s.Number % 3 == 0 ? 400_000 : (int)s.Number, s.Payload.Length));
    }

    [Fact]
    public async Task A_payload_at_the_limit_passes_and_above_it_is_an_error_that_names_topic_and_sizes()
    {
        const int Limit = 100_000;
        var writer = Write(Join("writer", change: o => o with { MaxPayloadBytes = Limit }), s_topic);
        var reader = Read(Join("reader", change: o => o with { MaxPayloadBytes = Limit }), s_topic);
        await Match(writer, reader);
        var error = Assert.Throws<PayloadTooLargeException>(() => writer.Write(1, payload: new byte[Limit + 1]));
        Assert.Contains(s_topic.Name, error.Message);
        Assert.Contains("100,001", error.Message);
        Assert.Contains("100,000", error.Message);
        writer.Write(2, payload: new byte[Limit]);
        await reader.Expect([2u]);
    }

    [Fact]
    public async Task A_reader_counts_and_skips_payloads_above_its_own_limit()
    {
        var writer = Write(Join("writer"), s_topic);
        var reader = Read(Join("reader", change: o => o with { MaxPayloadBytes = 50_000 }), s_topic);
        await Match(writer, reader);
        writer.Write(1, payload: new byte[50_001]);
        writer.Write(2, payload: new byte[50_000]);
        await reader.Expect([2u]);
        Assert.Equal(1, reader.Reader.MalformedSamples);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(TypeDescription.MaxHeaderSize + 1)]
    public void A_header_of_an_impossible_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Write(Join("writer"), s_topic).Writer.TryWrite(new byte[length], []));
}
