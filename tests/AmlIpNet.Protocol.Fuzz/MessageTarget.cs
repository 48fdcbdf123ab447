using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>Reads a header.</summary>
public delegate bool HeaderReader<T>(ReadOnlySpan<byte> header, out T message);

/// <summary>Writes a header and returns its length.</summary>
public delegate int HeaderWriter<T>(in T message, Span<byte> destination);

/// <summary>A wire type, taken apart as an engine does it: the type description splits the sample, the codec reads its header.</summary>
public sealed class MessageTarget<T>(
    TypeDescription type, int maxSize, HeaderReader<T> read, HeaderWriter<T> write, Func<T, int> payloadSize, IReadOnlyList<byte[]> samples) : FuzzTarget
    where T : struct, IEquatable<T>
{
    /// <inheritdoc/>
    public override string Name => type.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples => samples;

    /// <inheritdoc/>
    public override long AllocationBound => 0;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        // An engine may hand over anything: reading must not rely on a split before it.
        bool readWhole = read(input, out var whole);

        // It sees the first bytes of a sample that may be of any size.
        if (type.TrySplit(input, long.MaxValue, out int headerOfHuge, out int sizeOfHuge))
            Require(headerOfHuge <= input.Length && sizeOfHuge >= 0 && sizeOfHuge <= Array.MaxLength, "no array is as long as the payload");
        if (!type.TrySplit(input, input.Length, out int headerSize, out int size)) return false;
        Require(size <= input.Length - headerSize, "the payload lies outside the sample");
        Require(type.TrySplit(input[..Math.Min(input.Length, TypeDescription.InlineHeaderSize)], input.Length, out int headerOfPrefix, out int sizeOfPrefix)
            && headerOfPrefix == headerSize && sizeOfPrefix == size, "a sample's first bytes are split elsewhere");

        Require(read(input[..headerSize], out var message), "a sample that was split cannot be read");
        Require(readWhole && whole.Equals(message), "bytes after the header change what is read");
        Require(payloadSize(message) == size, "header and split tell different sizes of the payload");

        Span<byte> again = stackalloc byte[TypeDescription.InlineHeaderSize];
        int written = write(message, again);
        Require(written <= maxSize, "the header is longer than its largest size");
        Require(type.TrySplit(again[..written], written + size, out int headerAgain, out int sizeAgain), "what was written cannot be split");
        Require(headerAgain == written && sizeAgain == size, "what was written is split elsewhere");
        Require(read(again[..written], out var messageAgain) && messageAgain.Equals(message), "what was written reads differently");
        return true;
    }
}
