using System.Buffers;

namespace AmlIpNet.Dds.Contract;

/// <summary>The samples of the suite: who wrote it, its number, and a payload.</summary>
/// <param name="Source">Which writer or thread wrote it.</param>
/// <param name="Number">0, 1, 2 … for each source.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Writer">The engine's handle of the writer.</param>
/// <param name="SourceTimestamp">As in <see cref="Sample"/>.</param>
public sealed record Blob(uint Source, uint Number, byte[] Payload, ulong Writer, long SourceTimestamp)
{
    private static readonly Member s_mark = new("mark", MemberKind.Octets, 1), s_size = new("size", MemberKind.PayloadLength);

    /// <summary>The octet before the payload puts it at an odd offset, as in AML-IP's types.</summary>
    private static readonly TypeDescription s_odd = Describe(s_size, s_mark);

    private static readonly TypeDescription s_idl = Describe(s_mark, s_size);

    /// <summary>Whether the octet stands before the size, so that IDL can express the type: for engines that carry no other. Chosen before the first test.</summary>
    public static bool IsIdl { get; set; }

    /// <summary>The type.</summary>
    public static TypeDescription Type => IsIdl ? s_idl : s_odd;

    /// <summary>A topic of this type.</summary>
    public static Topic Topic(string name) => new(name, Type);

    /// <summary>Writes a sample.</summary>
    public static WriteResult TryWrite(IDataWriter writer, uint source, uint number, ReadOnlySpan<byte> payload = default) =>
        writer.TryWrite(Header(stackalloc byte[32], source, number, payload.Length), payload);

    /// <summary>Writes a sample whose payload is in pieces.</summary>
    public static WriteResult TryWrite(IDataWriter writer, uint source, uint number, in ReadOnlySequence<byte> payload) =>
        writer.TryWrite(Header(stackalloc byte[32], source, number, payload.Length), payload);

    private static ReadOnlySpan<byte> Header(Span<byte> buffer, uint source, uint number, long payloadSize)
    {
        var cdr = new CdrWriter(buffer);
        cdr.WriteUInt32(source);
        cdr.WriteUInt32(number);
        if (IsIdl) cdr.WriteOctet(1);
        cdr.WriteUInt32((uint)payloadSize);
        if (!IsIdl) cdr.WriteOctet(1);
        return cdr.Written;
    }

    /// <summary>Reads a sample; the payload's array is taken as it is.</summary>
    public static Blob Read(in Sample sample)
    {
        var cdr = new CdrReader(sample.Header.Span);
        uint source = cdr.ReadUInt32();
        uint number = cdr.ReadUInt32();
        byte mark = IsIdl ? cdr.ReadOctet() : (byte)0;
        uint size = cdr.ReadUInt32();
        if (!IsIdl) mark = cdr.ReadOctet();
        Assert.False(cdr.Failed, "The header of a sample is cut short.");
        Assert.Equal((sample.Header.Length, size, (byte)1), (cdr.Position, (uint)sample.Payload.Length, mark));
        return new Blob(source, number, sample.Payload, sample.Writer, sample.SourceTimestamp);
    }

    public override string ToString() => $"{Source}/{Number}";

    private static TypeDescription Describe(Member first, Member second) =>
        new("contract::blob", [new("source", MemberKind.UInt32), new("number", MemberKind.UInt32), first, second, new("data", MemberKind.Payload)]);
}
