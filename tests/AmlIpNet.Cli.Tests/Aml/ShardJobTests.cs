using System.Buffers.Binary;
using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Cli.Tests.Aml;

/// <summary>Jobs whose batches are drawn from a shard that is in them.</summary>
public sealed class ShardJobTests(ITestOutputHelper output)
{
    private static readonly Examples s_shard = Shard(60);

    [Fact]
    public void A_worker_gets_the_batches_that_were_drawn()
    {
        var (drawn, made) = (new BatchStream(s_shard, 7), new BatchStream(s_shard, 7));
        int[][] images = [drawn.NextImages(), drawn.NextImages(), []];
        var state = new ModelState { ConstantCount = DigitTerms.ConstantCount, PinDivisor = 3 };
        state.Union.Add([1, 5]);
        var read = ShardJobCodec.Decode(ShardJobCodec.Encode(new TrainingJob(state, [], 99), s_shard, images).Payload.Span, DecodeLimits.Default);
        Assert.Equal(99ul, read.Seed);
        Assert.Equal((DigitTerms.ConstantCount, 3), (read.State.ConstantCount, read.State.PinDivisor));
        Assert.True(read.State.Union.SetEquals(state.Union));
        Assert.Equal(3, read.Batches.Count);
        foreach (var (batch, expected) in read.Batches.Zip([made.Next(), made.Next(), new DataSet()])) Assert.Equal(DataSetCodec.Encode(expected), DataSetCodec.Encode(batch));
    }

    [Fact]
    public void What_is_wrong_is_refused_before_it_is_worth_anything()
    {
        var bytes = ShardJobCodec.Encode(new TrainingJob(new ModelState { ConstantCount = DigitTerms.ConstantCount }, [], 1), s_shard, [[0, 1, 59]]).ToArray();
        Assert.NotNull(ShardJobCodec.Decode(bytes, DecodeLimits.Default));
        for (var length = 0; length < bytes.Length; length += 1 + length / 20) Assert.Throws<AmlFormatException>(() => ShardJobCodec.Decode(bytes.AsSpan(0, length), DecodeLimits.Default));
        Refused("bytes follow its end", [.. bytes, 0, 0]);
        Refused("example 60 of 60", Changed(bytes.Length - 2, 60));
        Refused("announces", Changed(bytes.Length - 10, 4));
        Refused("do not fit", Changed(16, int.MaxValue));
        Refused("do not fit", Changed(20, -1));
        Refused("batches in", Changed(4, 1_000_000));
        Refused("more than 20 duples", bytes, DecodeLimits.Default with { MaxDuples = 20 }, "MaxDuples");

        byte[] Changed(int at, int value)
        {
            byte[] changed = [.. bytes];
            if (at == bytes.Length - 2) BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at), (ushort)value);
            else BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), value);
            return changed;
        }
    }

    [Fact]
    public void Hostile_bytes_are_refused_or_read_and_nothing_else() => Seeded.Run(
        random =>
        {
            var bytes = ShardJobCodec.Encode(new TrainingJob(new ModelState { ConstantCount = DigitTerms.ConstantCount }, [], 1), Shard(5), [[0, 1], [4, 4]]).ToArray();
            for (var i = 0; i < 2_000; i++)
            {
                byte[] hostile = [.. bytes];
                for (var left = random.Next(1, 4); left > 0; left--) hostile[random.Next(3) == 0 ? random.Next(24) : random.Next(hostile.Length)] = (byte)random.Next(256);
                try
                {
                    ShardJobCodec.Decode(hostile, new DecodeLimits { MaxConstants = 8_192, MaxTerms = 1_000 });
                }
                catch (AmlFormatException)
                {
                    // as it should be
                }
            }
        },
        output.WriteLine);

    [Fact]
    public void Jobs_on_a_shard_have_the_shard_in_common_and_most_of_a_union_that_grew()
    {
        var random = new SplitMix64(5);
        var (before, after) = (new ModelState { ConstantCount = 1_000 }, new ModelState { ConstantCount = 1_000 });
        for (var i = 0; i < 20_000; i++) before.Union.Add(Atom());
        for (var i = 0; i < before.Union.Count; i++) if (i % 5_000 != 77) after.Union.Add(before.Union[i]);
        for (var i = 0; i < 500; i++) after.Union.Add(Atom());
        var (first, second) = (Cut(before), Cut(after));
        Assert.InRange(first.Count, 8, 40);
        var common = second.Where(first.Contains).Sum(part => part.Length / 2);
        output.WriteLine($"{common} of {second.Sum(part => part.Length / 2)} bytes in {second.Count} parts were there before");
        Assert.True(common > second.Sum(part => part.Length / 2) / 2);

        ushort[] Atom() => [.. Enumerable.Range(0, 8).Select(_ => (ushort)random.Below(1_000)).Distinct().Order()];
    }

    private static HashSet<string> Cut(ModelState state)
    {
        var bytes = ModelStateCodec.Encode(state, out var lengths);
        Assert.Equal(ModelStateCodec.Encode(state), bytes);
        Assert.Equal(bytes.Length, lengths.Sum());
        var parts = new HashSet<string>();
        var at = 0;
        foreach (var length in lengths)
        {
            Assert.True(length > 0);
            parts.Add(Convert.ToHexString(bytes.AsSpan(at, length)));
            at += length;
        }

        return parts;
    }

    private static void Refused(string reason, byte[] bytes, DecodeLimits? limits = null, string? orElse = null)
    {
        var error = Assert.Throws<AmlFormatException>(() => ShardJobCodec.Decode(bytes, limits ?? DecodeLimits.Default));
        Assert.True(error.Message.Contains(reason) || orElse is not null && error.Message.Contains(orElse), error.Message);
    }

    private static Examples Shard(int count)
    {
        var digits = DigitSplit.Create(DigitsFile.Read(DigitsFile.DefaultPath), 4).Training[0];
        return new(digits.Select([.. Enumerable.Range(0, count)]));
    }
}
