using AmlIpNet.Aml;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>Reads a form.</summary>
public delegate T FormDecoder<T>(ReadOnlySpan<byte> bytes);

/// <summary>A form of the learner. It has one spelling: what is accepted is written again as the same bytes.</summary>
public sealed class FormTarget<T>(string name, FormDecoder<T> decode, Func<T, byte[]> encode, IReadOnlyList<byte[]> samples) : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Samples => samples;

    /// <inheritdoc/>
    public override long AllocationBound => 200 * Mutator.MaxSize;

    /// <inheritdoc/>
    public override bool Accepts(ReadOnlySpan<byte> input)
    {
        T value;
        try
        {
            value = decode(input);
        }
        catch (AmlFormatException)
        {
            return false;
        }

        Require(encode(value).AsSpan().SequenceEqual(input), "what was read is written as other bytes");
        return true;
    }
}
