using AmlIpNet.Dds;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Wire;

public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const int Rounds = 2_000;

    private delegate bool Reader<T>(ReadOnlySpan<byte> header, out T message);

    private delegate int Writer<T>(T message, Span<byte> destination);

    [Fact]
    public void Any_status_reads_back() => Check(AmlIpTypes.Status, StatusMessage.MaxSize, (m, d) => m.Write(d), StatusMessage.TryRead, _ => 0,
        r => new StatusMessage(RandomValues.NodeId(r), (NodeKind)RandomValues.UInt32(r), (NodeState)RandomValues.UInt32(r)));

    [Fact]
    public void Any_request_reads_back() => Check(AmlIpTypes.MsRequest, MsRequest.MaxSize, (m, d) => m.Write(d), MsRequest.TryRead, _ => 0,
        r => new MsRequest(RandomValues.NodeId(r), RandomValues.UInt32(r)));

    [Fact]
    public void Any_reference_reads_back() => Check(AmlIpTypes.MsReference, MsReference.MaxSize, (m, d) => m.Write(d), MsReference.TryRead, _ => 0,
        r => new MsReference(RandomValues.NodeId(r), RandomValues.UInt32(r), RandomValues.NodeId(r)));

    [Fact]
    public void Any_data_header_reads_back() => Check(AmlIpTypes.MsData, MsDataHeader.MaxSize, (m, d) => m.Write(d), MsDataHeader.TryRead, m => m.PayloadSize,
        r => new MsDataHeader(RandomValues.NodeId(r), RandomValues.UInt32(r), RandomValues.NodeId(r), r.Next(2) == 0 ? Array.MaxLength : r.Next(Array.MaxLength)));

    [Fact]
    public void Any_statistics_header_reads_back() => Check(
        AmlIpTypes.ModelStatistics, ModelStatisticsHeader.MaxSize, (m, d) => m.Write(d), ModelStatisticsHeader.TryRead, m => m.PayloadSize,
        r => new ModelStatisticsHeader(RandomValues.StatisticsName(r), RandomValues.NodeId(r), r.Next(2) == 0 ? Array.MaxLength : r.Next(Array.MaxLength)));

    [Fact]
    public void Types_and_codecs_agree_on_the_largest_header()
    {
        Assert.Equal(StatusMessage.MaxSize, AmlIpTypes.Status.LargestHeader);
        Assert.Equal(MsRequest.MaxSize, AmlIpTypes.MsRequest.LargestHeader);
        Assert.Equal(MsReference.MaxSize, AmlIpTypes.MsReference.LargestHeader);
        Assert.All([AmlIpTypes.MsData, AmlIpTypes.RpcRequest, AmlIpTypes.RpcReply], type => Assert.Equal(MsDataHeader.MaxSize, type.LargestHeader));
        Assert.Equal(ModelStatisticsHeader.MaxSize, AmlIpTypes.ModelStatistics.LargestHeader);
        Assert.All(AmlIpTypes.All, type => Assert.InRange(type.LargestHeader, 1, TypeDescription.InlineHeaderSize));
    }

    private void Check<T>(TypeDescription type, int maxSize, Writer<T> write, Reader<T> read, Func<T, int> payloadSize, Func<Random, T> make)
        where T : struct, IEquatable<T> =>
        Seeded.Run(
            random =>
            {
                int longest = 0;
                for (int i = 0; i < Rounds; i++)
                {
                    var value = make(random);
                    var buffer = new byte[maxSize];
                    int length = write(value, buffer);
                    longest = Math.Max(longest, length);
                    Assert.True(read(buffer.AsSpan(0, length), out var again), value.ToString());
                    Assert.Equal(value, again);
                    Assert.True(type.TrySplit(buffer.AsSpan(0, length), (long)length + payloadSize(value), out int header, out int payload), value.ToString());
                    Assert.Equal((length, payloadSize(value)), (header, payload));
                    Assert.False(read(buffer.AsSpan(0, length - 1), out _), value.ToString());
                }

                // The bound is what the longest values need, up to alignment.
                Assert.InRange(longest, maxSize - 7, maxSize);
            },
            output.WriteLine);
}
