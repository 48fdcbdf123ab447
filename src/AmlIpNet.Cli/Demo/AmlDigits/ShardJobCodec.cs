using System.Buffers.Binary;
using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>
/// A training job whose batches are drawn from a shard, which is in it as a whole: most of it is the same in the next job on the shard, so it is cut into parts
/// that need not be sent again. Little-endian: <c>AMLD</c>, u32 batches, u64 seed, u32 bytes of the state and of the shard, the state (<see cref="ModelStateCodec"/>), the shard as
/// examples of ten duples each (<see cref="DataSetCodec"/>), then of each batch a u32 of how many and a u16 for each of its examples.
/// </summary>
internal static class ShardJobCodec
{
    private const int HeaderBytes = 24;

    private static ReadOnlySpan<byte> Magic => "AMLD"u8;

    /// <summary>Whether the bytes claim to be such a job; otherwise they may be one as <see cref="TrainingJobCodec"/> writes it.</summary>
    public static bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <param name="job">The job without its batches.</param>
    /// <param name="shard">What the batches are drawn from; at most 65,536 examples.</param>
    /// <param name="batches">The examples of each batch.</param>
    public static Job Encode(TrainingJob job, Examples shard, IReadOnlyList<int[]> batches)
    {
        var state = ModelStateCodec.Encode(job.State, out var stateParts);
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), batches.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), job.Seed);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), state.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), shard.Encoded.Length);
        var tail = new byte[batches.Sum(batch => sizeof(int) + batch.Length * sizeof(ushort))];
        var rest = tail.AsSpan();
        foreach (var batch in batches)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, batch.Length);
            rest = rest[sizeof(int)..];
            foreach (var example in batch)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(rest, checked((ushort)example));
                rest = rest[sizeof(ushort)..];
            }
        }

        return Job.FromMemory((byte[])[.. header, .. state, .. shard.Encoded, .. tail], [HeaderBytes, .. stateParts, shard.Encoded.Length, tail.Length]);
    }

    /// <exception cref="AmlFormatException">The bytes are no such job, or exceed a limit.</exception>
    public static TrainingJob Decode(ReadOnlySpan<byte> bytes, DecodeLimits limits)
    {
        if (!Recognises(bytes) || bytes.Length < HeaderBytes) throw Refuse("the bytes do not start with AMLD and the sizes");
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var (stateBytes, shardBytes) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
        var body = bytes[HeaderBytes..];
        if (stateBytes < 0 || shardBytes < 0 || (long)stateBytes + shardBytes > body.Length) throw Refuse($"state and shard of {stateBytes:N0} and {shardBytes:N0} bytes do not fit into {body.Length:N0}");
        var rest = body[(stateBytes + shardBytes)..];
        if (count < 0 || count > limits.MaxBatches || count > rest.Length / sizeof(int)) throw Refuse($"it announces {count:N0} batches in {rest.Length:N0} bytes");

        var state = ModelStateCodec.Decode(body[..stateBytes], limits);
        var shard = DataSetCodec.Decode(body.Slice(stateBytes, shardBytes), limits);
        if (shard.Duples.Count % DigitSet.Classes != 0) throw Refuse($"its shard has {shard.Duples.Count:N0} duples, not {DigitSet.Classes} for each example");
        var batches = new DataSet[count];
        var duples = 0L;
        foreach (ref var batch in batches.AsSpan()) batch = ReadBatch(ref rest, shard, ref duples, limits);
        if (rest.Length > 0) throw Refuse($"{rest.Length:N0} bytes follow its end");
        return new TrainingJob(state, batches, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    private static DataSet ReadBatch(ref ReadOnlySpan<byte> rest, DataSet shard, ref long duples, DecodeLimits limits)
    {
        if (rest.Length < sizeof(int)) throw Refuse("a batch is cut off");
        var count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        if (count < 0 || count > rest.Length / sizeof(ushort)) throw Refuse($"a batch announces {count:N0} examples, but {rest.Length:N0} bytes are left");
        duples += (long)count * DigitSet.Classes;
        if (duples > limits.MaxDuples) throw Refuse($"its batches have more than {limits.MaxDuples:N0} duples");
        var batch = new DataSet();
        for (; count > 0; count--)
        {
            var first = BinaryPrimitives.ReadUInt16LittleEndian(rest) * DigitSet.Classes;
            if (first >= shard.Duples.Count) throw Refuse($"a batch has example {first / DigitSet.Classes:N0} of {shard.Duples.Count / DigitSet.Classes:N0}");
            for (var i = first; i < first + DigitSet.Classes; i++) batch.Add(shard.Terms[shard.Duples[i].Left], shard.Terms[shard.Duples[i].Right], shard.Duples[i].IsPositive);
            rest = rest[sizeof(ushort)..];
        }

        return batch;
    }

    private static AmlFormatException Refuse(string why) => new($"This is not a training job on a shard: {why}. Nothing was taken from it.");
}
