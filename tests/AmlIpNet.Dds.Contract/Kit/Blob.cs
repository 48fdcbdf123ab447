namespace AmlIpNet.Dds.Contract;

/// <summary>The samples of the suite: who wrote it, its number, and a payload.</summary>
/// <param name="Source">Which writer or thread wrote it.</param>
/// <param name="Number">0, 1, 2 … for each source.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Writer">The engine's handle of the writer.</param>
/// <param name="SourceTimestamp">As in <see cref="Sample"/>.</param>
public sealed record Blob(uint Source, uint Number, byte[] Payload, ulong Writer, long SourceTimestamp)
{
    /// <summary>The type: the octet before the payload puts it at an odd offset, as in AML-IP's types.</summary>
    public static TypeDescription Type { get; } = new("contract::blob",
    [
        new("source", MemberKind.UInt32),
        new("number", MemberKind.UInt32),
        new("size", MemberKind.PayloadLength),
        new("mark", MemberKind.Octets, 1),
        new("data", MemberKind.Payload),
    ]);

    /// <summary>A topic of this type.</summary>
    public static Topic Topic(string name) => new(name, Type);

    /// <summary>Writes a sample.</summary>
    public static WriteResult TryWrite(IDataWriter writer, uint source, uint number, ReadOnlySpan<byte> payload = default)
    {
        var cdr = new CdrWriter(stackalloc byte[32]);
        cdr.WriteUInt32(source);
        cdr.WriteUInt32(number);
        cdr.WriteUInt32((uint)payload.Length);
        cdr.WriteOctet(1);
        return writer.TryWrite(cdr.Written, payload);
    }

    /// <summary>Reads a sample; the payload's array is taken as it is.</summary>
    public static Blob Read(in Sample sample)
    {
        var cdr = new CdrReader(sample.Header.Span);
        uint source = cdr.ReadUInt32();
        uint number = cdr.ReadUInt32();
        uint size = cdr.ReadUInt32();
        byte mark = cdr.ReadOctet();
        Assert.False(cdr.Failed, "The header of a sample is cut short.");
        Assert.Equal((sample.Header.Length, size, (byte)1), (cdr.Position, (uint)sample.Payload.Length, mark));
        return new Blob(source, number, sample.Payload, sample.Writer, sample.SourceTimestamp);
    }

    public override string ToString() => $"{Source}/{Number}";
}
