using System.IO.Hashing;

namespace AmlIpNet.Protocol;

/// <summary>
/// A recording as a file's bytes, all little-endian: <c>AMLIPREC</c>, u32 version, a block with the header, u32 count, and a block for each segment. A block is an i32 length, the
/// XXH3 hash (u64) of its bytes, and those. A segment is i32 bytes of the snapshot, i32 events, the snapshot, and for each event i64 time in ticks, u8 whether the machine threw,
/// u64 XXH3 hash of its actions (0 for none), and the event.
/// </summary>
internal static class RecordingFile
{
    private const uint Version = 3; // 2: labels of jobs, attributes of servers; 3: jobs whose parts were missed
    private const int SmallestBlock = 4 + 8;

    public static byte[] Write(RecordingHeader header, IEnumerable<Segment> segments, TimeSpan now, DateTimeOffset clock)
    {
        var writer = new StateWriter();
        writer.Write((byte)header.Machine);
        writer.Write(header.Node);
        writer.Write(header.Options);
        writer.Write(header.Strategy);
        writer.Write(now);
        writer.Write(clock.UtcTicks);
        byte[] head = writer.Written.ToArray();
        var file = new StateWriter();
        file.Write("AMLIPREC"u8);
        file.Write(Version);
        WriteBlock(file, head);
        var complete = segments.Where(segment => segment.Length > 0).ToArray();
        file.Write(complete.Length);
        foreach (var segment in complete)
        {
            byte[] body = new byte[8 + segment.Length];
            BitConverter.TryWriteBytes(body, segment.SnapshotLength);
            BitConverter.TryWriteBytes(body.AsSpan(4), segment.Events);
            segment.CopyTo(body.AsSpan(8));
            WriteBlock(file, body);
        }

        return file.Written.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no recording.</exception>
    public static FlightRecording Read(ReadOnlySpan<byte> bytes)
    {
        var file = new StateReader(bytes);
        if (file.Remaining < 12 || !file.ReadBytes(8).SequenceEqual("AMLIPREC"u8)) throw new FormatException("It does not begin with AMLIPREC.");
        uint version = file.ReadUInt32();
        if (version != Version) throw new FormatException($"It has version {version}; this program reads version {Version}.");
        var head = new StateReader(ReadBlock(ref file, "header"));
        var machine = head.ReadEnum<RecordedMachine>();
        var header = new RecordingHeader(machine, head.ReadNodeId(), head.ReadString() ?? "", head.ReadString());
        var now = head.ReadTime();
        long clock = head.ReadInt64();
        if (clock < 0 || clock > DateTimeOffset.MaxValue.UtcTicks) throw new FormatException("Its time is none.");
        var segments = new ReadOnlyMemory<byte>[file.ReadCount(SmallestBlock)];
        for (int i = 0; i < segments.Length; i++) segments[i] = ReadBlock(ref file, $"segment {i + 1}").ToArray();
        if (file.Remaining > 0) throw new FormatException($"It has {file.Remaining} bytes too many.");
        return new FlightRecording(header, now, new DateTimeOffset(clock, TimeSpan.Zero), [.. segments.Select(segment => RecordedSegment.Of(segment))]);
    }

    private static void WriteBlock(StateWriter file, ReadOnlySpan<byte> bytes)
    {
        file.Write(bytes.Length);
        file.Write(XxHash3.HashToUInt64(bytes));
        file.Write(bytes);
    }

    private static ReadOnlySpan<byte> ReadBlock(ref StateReader file, string what)
    {
        int length = file.ReadInt32();
        ulong hash = file.ReadUInt64();
        var bytes = file.ReadBytes(length);
        return XxHash3.HashToUInt64(bytes) == hash ? bytes : throw new FormatException($"The {what} is damaged: its checksum differs.");
    }
}
