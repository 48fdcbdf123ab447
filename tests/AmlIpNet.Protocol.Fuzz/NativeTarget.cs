using AmlIpNet.Dds;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>Reads a message of the native plane and writes it again, with its lists.</summary>
/// <param name="header">The bytes.</param>
/// <param name="again">What is written; null when the bytes are malformed.</param>
/// <param name="largest">How large the message may become, by its own word.</param>
/// <param name="payloadSize">How long its payload is, by its own word.</param>
public delegate void Rewriter(ReadOnlySpan<byte> header, out byte[]? again, out int largest, out int payloadSize);

/// <summary>A type of the native plane. Its headers have lists, so that they are of any length up to their bound.</summary>
public sealed class NativeTarget(TypeDescription type, Rewriter rewrite, IReadOnlyList<byte[]> samples) : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => type.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples => samples;

    /// <summary>Copies of what an input of 1 KiB can hold: 1 KiB of attributes as strings, entries of parts and held attempts, and the bytes twice.</summary>
    public override long AllocationBound => 32 << 10;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        rewrite(input, out byte[]? whole, out _, out _); // an engine may hand over anything
        if (!type.TrySplit(input, input.Length, out int headerSize, out int size)) return false;
        Require(size <= input.Length - headerSize, "the payload lies outside the sample");
        rewrite(input[..headerSize], out byte[]? again, out int largest, out int payloadSize);
        Require((whole is null) == (again is null) && whole.AsSpan().SequenceEqual(again), "bytes after the header change what is read");
        if (again is null) return false; // a version, a number or a text that the type alone does not tell
        Require(payloadSize == size, "header and split tell different sizes of the payload");
        Require(again.Length <= largest && again.Length <= type.LargestHeader, "the header is longer than its largest size");
        Require(type.TrySplit(again, again.Length + size, out int headerAgain, out int sizeAgain), "what was written cannot be split");
        Require(headerAgain == again.Length && sizeAgain == size, "what was written is split elsewhere");
        rewrite(again, out byte[]? twice, out _, out _);
        Require(again.AsSpan().SequenceEqual(twice), "what was written reads differently");
        return true;
    }
}
