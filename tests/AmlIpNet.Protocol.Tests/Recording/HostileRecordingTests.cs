using System.Buffers.Binary;
using System.IO.Hashing;
using AmlIpNet.TestKit;
using Xunit.Abstractions;

namespace AmlIpNet.Protocol.Tests.Recording;

/// <summary>A file that is no recording, or a damaged one, or one made up by somebody, ends in a clear error.</summary>
public sealed class HostileRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_truncation_and_every_changed_byte_is_noticed()
    {
        byte[] file = File(new Random(1), 20);
        for (int length = 0; length < file.Length; length++) AssertRefused(file[..length]);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= 0x40;
            AssertRefused(changed);
        }

        AssertRefused([.. file, 0]);
    }

    [Fact]
    public void Lengths_and_counts_that_lie_make_no_room()
    {
        byte[] file = File(new Random(2), 20);
        int header = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)), count = 12 + 12 + header;
        foreach (int at in new[] { 12, count, count + 4 })
        {
            foreach (int lie in new[] { -1, int.MinValue, int.MaxValue, 1 << 28 })
            {
                byte[] changed = [.. file];
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), lie);
                long before = GC.GetAllocatedBytesForCurrentThread();
                AssertRefused(changed);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            }
        }
    }

    [Fact]
    public void Changes_under_a_right_checksum_replay_or_end_in_an_error() => Seeded.Run(
        random =>
        {
            byte[] client = File(random, 200), server = FlightRecorderTests.RecordServer(random, 200, out var recorder) is null ? [] : recorder.ToFile(default, default);
            int diverged = 0, refused = 0;
            for (int round = 0; round < 800; round++)
            {
                byte[] file = [.. round % 2 == 0 ? client : server];
                int block = 12 + 12 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(12)) + 4; // the first segment
                int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(block));
                for (int n = random.Next(1, 4); n > 0; n--) file[block + 12 + random.Next(length)] = (byte)random.Next(256);
                BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(block + 4), XxHash3.HashToUInt64(file.AsSpan(block + 12, length)));
                try
                {
                    var recording = FlightRecording.Read(file);
                    bool differs = round % 2 == 0
                        ? recording.ReplayClient().Any(step => step.Divergence is not null)
                        : recording.ReplayServer().Any(step => step.Divergence is not null);
                    if (differs) diverged++;
                }
                catch (RecordingException)
                {
                    refused++;
                }
            }

            output.WriteLine($"{diverged} diverged, {refused} refused");
            Assert.True(diverged > 100 && refused > 20);
        },
        output.WriteLine);

    private static byte[] File(Random random, int events)
    {
        FlightRecorderTests.RecordClient(random, events, out var recorder);
        return recorder.ToFile(TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch);
    }

    private static void AssertRefused(byte[] file)
    {
        var error = Record.Exception(() => FlightRecording.Read(file));
        Assert.Contains("no flight recording, or a damaged one", Assert.IsType<RecordingException>(error).Message, StringComparison.Ordinal);
    }
}
