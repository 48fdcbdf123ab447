using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Tests.Wire;

/// <summary>One wire type with one value: its bytes, and its codec behind one face.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Type">The type description.</param>
/// <param name="Golden">The sample in little-endian, without padding at its end.</param>
/// <param name="GoldenBigEndian">The same in big-endian.</param>
/// <param name="PayloadSize">Bytes at the end that are payload.</param>
/// <param name="Write">Writes the value's header.</param>
/// <param name="Reads">Whether the header reads as the value.</param>
/// <param name="TryRead">Whether the header reads as anything.</param>
public sealed record WireCase(
    string Name, TypeDescription Type, byte[] Golden, byte[] GoldenBigEndian, int PayloadSize, HeaderWrite Write, HeaderTest Reads, HeaderTest TryRead)
{
    /// <summary>The part before the payload.</summary>
    public byte[] Header => Golden[..^PayloadSize];

    public override string ToString() => Name;
}

public delegate int HeaderWrite(Span<byte> destination);

public delegate bool HeaderTest(ReadOnlySpan<byte> header);
