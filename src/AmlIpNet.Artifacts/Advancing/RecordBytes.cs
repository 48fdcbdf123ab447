using AmlIpNet.Protocol;

namespace AmlIpNet.Artifacts;

/// <summary>Records as bytes, to store them. Equal records give equal bytes; the first byte says which form it is.</summary>
internal static class RecordBytes
{
    private const byte Form = 1;

    /// <summary>Writes an artifact's record.</summary>
    public static byte[] Write(ArtifactRecord record)
    {
        var writer = new StateWriter();
        writer.Write(Form);
        writer.Write((int)record.State);
        writer.Write(record.Error);
        Write(writer, record.Submitted);
        Write(writer, record.Ended);
        writer.Write(record.Decisions.Length);
        foreach (bool another in record.Decisions) writer.Write(another);
        writer.Write(record.Homes.Length);
        foreach (var home in record.Homes) writer.Write(home);
        writer.Write(record.Dropped);
        writer.Write(record.Reruns);
        return writer.Written.ToArray();
    }

    /// <summary>Writes a job's record.</summary>
    public static byte[] Write(JobRecord record)
    {
        var writer = new StateWriter();
        writer.Write(Form);
        writer.Write(record.Number);
        writer.Write((int)record.State);
        writer.Write(record.Attempt);
        writer.Write(record.Failures);
        writer.Write(record.Losses);
        writer.Write(record.Avoids);
        writer.Write(record.Worker);
        writer.Write(record.Product is not null);
        if (record.Product is { } product)
        {
            writer.Write(product.Holder);
            writer.Write(product.Size);
            writer.Write(product.Digest);
            writer.Write(product.ContentType);
        }

        writer.Write(record.IsLost);
        writer.Write(record.Keeps);
        writer.Write(record.Ends);
        Write(writer, record.Started);
        Write(writer, record.Ended);
        writer.Write(record.Error);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Write(ArtifactRecord)"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not like that.</exception>
    public static ArtifactRecord ReadArtifact(ReadOnlySpan<byte> bytes)
    {
        var reader = Open(bytes);
        var record = new ArtifactRecord
        {
            State = ReadState<ArtifactState>(ref reader),
            Error = reader.ReadString() ?? "",
            Submitted = ReadTime(ref reader) ?? default,
            Ended = ReadTime(ref reader),
        };
        bool[] decisions = new bool[reader.ReadCount(1)];
        for (int i = 0; i < decisions.Length; i++) decisions[i] = reader.ReadBoolean();
        var homes = new NodeId[reader.ReadCount(32)];
        for (int i = 0; i < homes.Length; i++) homes[i] = reader.ReadNodeId();
        return record with { Decisions = [.. decisions], Homes = [.. homes], Dropped = reader.ReadInt64(), Reruns = reader.ReadInt64() };
    }

    /// <summary>Reads what <see cref="Write(JobRecord)"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are not like that.</exception>
    public static JobRecord ReadJob(ReadOnlySpan<byte> bytes)
    {
        var reader = Open(bytes);
        return new JobRecord
        {
            Number = reader.ReadUInt32(),
            State = ReadState<JobState>(ref reader),
            Attempt = reader.ReadUInt32(),
            Failures = reader.ReadUInt32(),
            Losses = reader.ReadUInt32(),
            Avoids = reader.ReadBoolean(),
            Worker = reader.ReadNodeId(),
            Product = reader.ReadBoolean() ? new JobProduct(reader.ReadNodeId(), reader.ReadInt64(), reader.ReadString() ?? "", reader.ReadString() ?? "") : null,
            IsLost = reader.ReadBoolean(),
            Keeps = reader.ReadBoolean(),
            Ends = reader.ReadBoolean(),
            Started = ReadTime(ref reader),
            Ended = ReadTime(ref reader),
            Error = reader.ReadString() ?? "",
        };
    }

    private static StateReader Open(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        byte form = reader.ReadByte();
        return form == Form ? reader : throw new FormatException($"A stored record has the form {form}, which this version does not know: use the version that wrote it, or a newer one.");
    }

    private static T ReadState<T>(ref StateReader reader)
        where T : struct, Enum
    {
        var state = (T)(object)reader.ReadInt32();
        return Enum.IsDefined(state) ? state : throw new FormatException($"{state} is no {typeof(T).Name}.");
    }

    private static void Write(StateWriter writer, DateTimeOffset? time) => writer.Write(time?.UtcTicks ?? -1);

    private static DateTimeOffset? ReadTime(ref StateReader reader) => reader.ReadInt64() is var ticks && ticks < 0 ? null
        : ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw new FormatException($"{ticks} is no time.");
}
