using AmlIpNet.Dds;
using Rti.Types.Dynamic;

namespace AmlIpNet.ConnextDds;

/// <summary>Carries samples of one type between the port's CDR and RTI's <see cref="DynamicData"/>, member by member.</summary>
internal sealed class SampleMapper(Topic topic)
{
    private readonly int _largestHeader = topic.Type.LargestHeader;

    /// <summary>Fills a sample.</summary>
    /// <exception cref="ArgumentException">The header is none of the topic's type, or speaks of another payload.</exception>
    public void Fill(DynamicData data, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var reader = new CdrReader(header);
        Fill(data, topic.Type, ref reader, payload);
        if (reader.Failed || reader.Position != header.Length)
            throw new ArgumentException($"The header of {header.Length} bytes for {topic} is none of the type {topic.Type.Name}, or does not fit its payload of {payload.Length} bytes.", nameof(header));
    }

    /// <summary>Takes a sample apart. The header is valid until the next call with the same buffer.</summary>
    /// <returns>False when it is no sample of the topic's type.</returns>
    public bool TryRead(DynamicData data, ref byte[]? buffer, out ReadOnlyMemory<byte> header, out byte[] payload)
    {
        buffer ??= new byte[_largestHeader];
        var writer = new CdrWriter(buffer);
        payload = [];
        Read(data, topic.Type, ref writer, ref payload);
        header = buffer.AsMemory(0, writer.Length);
        return topic.Type.TrySplit(header.Span, writer.Length + (long)payload.Length, out int headerSize, out int payloadSize)
            && headerSize == writer.Length && payloadSize == payload.Length; // a string without its NUL is none
    }

    private static void Fill(DynamicData data, TypeDescription type, ref CdrReader reader, ReadOnlySpan<byte> payload)
    {
        foreach (ref readonly var member in type.Members.AsSpan())
        {
            string name = TypeXml.MemberName(member);
            switch (member.Kind)
            {
                case MemberKind.UInt16: data.SetValue(name, reader.ReadUInt16()); break;
                case MemberKind.UInt32: data.SetValue(name, reader.ReadUInt32()); break;
                case MemberKind.UInt64: data.SetValue(name, reader.ReadUInt64()); break;
                case MemberKind.Octets: RtiApi.SetBytes(data, name, Sized(reader.ReadOctets(member.Bound), member.Bound)); break;
                case MemberKind.String: RtiApi.SetBytes(data, name, [.. reader.ReadString(member.Bound), 0]); break;
                case MemberKind.Sequence: FillSequence(data, member, name, ref reader); break;
                case MemberKind.PayloadLength:
                    if (reader.ReadUInt32() != (uint)payload.Length) reader = new CdrReader([]); // fails from here on
                    break;
                case MemberKind.Payload: RtiApi.SetBytes(data, name, payload.ToArray()); break;
            }
        }
    }

    private static void FillSequence(DynamicData data, in Member member, string name, ref CdrReader reader)
    {
        int count = reader.ReadCount(member.Bound);
        if (count == 0) return; // a new sample's sequences are empty
        using var sequence = data.LoanValue(name);
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            using var element = RtiApi.LoanElement(sequence.Data, i);
            Fill(element.Data, member.Element!, ref reader, default);
        }
    }

    private static void Read(DynamicData data, TypeDescription type, ref CdrWriter writer, ref byte[] payload)
    {
        foreach (ref readonly var member in type.Members.AsSpan())
        {
            string name = TypeXml.MemberName(member);
            switch (member.Kind)
            {
                case MemberKind.UInt16: writer.WriteUInt16(data.GetValue<ushort>(name)); break;
                case MemberKind.UInt32: writer.WriteUInt32(data.GetValue<uint>(name)); break;
                case MemberKind.UInt64: writer.WriteUInt64(data.GetValue<ulong>(name)); break;
                case MemberKind.Octets: writer.WriteOctets(RtiApi.GetBytes(data, name)); break;
                case MemberKind.String: WriteCounted(ref writer, RtiApi.GetBytes(data, name)); break;
                case MemberKind.Sequence: ReadSequence(data, member, name, ref writer, ref payload); break;
                case MemberKind.PayloadLength: break;
                case MemberKind.Payload:
                    payload = RtiApi.GetBytes(data, name);
                    writer.WriteUInt32((uint)payload.Length);
                    break;
            }
        }
    }

    private static void ReadSequence(DynamicData data, in Member member, string name, ref CdrWriter writer, ref byte[] payload)
    {
        int count = RtiApi.Count(data, name);
        writer.WriteUInt32((uint)count);
        if (count == 0) return;
        using var sequence = data.LoanValue(name);
        for (int i = 0; i < count; i++)
        {
            using var element = RtiApi.LoanElement(sequence.Data, i);
            Read(element.Data, member.Element!, ref writer, ref payload);
        }
    }

    private static void WriteCounted(ref CdrWriter writer, byte[] bytes)
    {
        writer.WriteUInt32((uint)bytes.Length);
        writer.WriteOctets(bytes);
    }

    /// <summary>An array has its length whatever was read.</summary>
    private static byte[] Sized(ReadOnlySpan<byte> bytes, int count) => bytes.IsEmpty ? new byte[count] : bytes.ToArray();
}
