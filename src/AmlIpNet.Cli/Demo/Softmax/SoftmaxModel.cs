using System.Buffers.Binary;
using System.Numerics;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>Softmax regression: ten linear scores of 784 black or white pixels and a bias; the largest wins.</summary>
internal sealed class SoftmaxModel
{
    /// <summary>How many numbers the model has: ten for each pixel, then ten for the bias.</summary>
    public const int Parameters = (DigitSet.Inputs + 1) * DigitSet.Classes;

    private readonly float[] _weights;

    /// <summary>A model that knows nothing: all zeros.</summary>
    public SoftmaxModel() : this(new float[Parameters]) { }

    /// <summary>Takes over the weights: weight of pixel p for class c at 10 p + c, the bias at p = 784.</summary>
    public SoftmaxModel(float[] weights)
    {
        if (weights.Length != Parameters) throw new ArgumentException($"The model has {Parameters} parameters, not {weights.Length}.");
        _weights = weights;
    }

    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>A copy that a trainer may change.</summary>
    public float[] CopyWeights() => [.. _weights];

    public int Predict(ReadOnlySpan<byte> row)
    {
        Span<ushort> active = stackalloc ushort[DigitSet.Inputs];
        Span<float> scores = stackalloc float[DigitSet.Classes];
        Score(_weights, active[..ActivePixels(row, active)], scores);
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        return best;
    }

    /// <summary>The share of the images that the model names rightly, 0 to 1.</summary>
    public double Accuracy(DigitSet digits)
    {
        var right = 0;
        for (var i = 0; i < digits.Count; i++)
            if (Predict(digits.Row(i)) == digits.Labels[i]) right++;
        return digits.Count == 0 ? 0 : (double)right / digits.Count;
    }

    /// <summary>Most pixels are white: listing the black ones once makes scoring and learning cheap.</summary>
    internal static int ActivePixels(ReadOnlySpan<byte> row, Span<ushort> active)
    {
        var count = 0;
        for (var start = 0; start < DigitSet.RowBytes; start += 8)
        {
            ulong bits = 0;
            if (start + 8 <= DigitSet.RowBytes) bits = BinaryPrimitives.ReadUInt64LittleEndian(row[start..]);
            else for (var b = start; b < DigitSet.RowBytes; b++) bits |= (ulong)row[b] << (8 * (b - start));
            for (; bits != 0; bits &= bits - 1) active[count++] = (ushort)(8 * start + BitOperations.TrailingZeroCount(bits));
        }

        return count;
    }

    internal static void Score(ReadOnlySpan<float> weights, ReadOnlySpan<ushort> active, Span<float> scores)
    {
        weights.Slice(DigitSet.Inputs * DigitSet.Classes, DigitSet.Classes).CopyTo(scores);
        foreach (var pixel in active)
        {
            var w = weights.Slice(pixel * DigitSet.Classes, DigitSet.Classes);
            for (var c = 0; c < w.Length; c++) scores[c] += w[c];
        }
    }
}
