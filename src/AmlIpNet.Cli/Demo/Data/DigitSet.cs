namespace AmlIpNet.Cli.Demo.Data;

/// <summary>Labelled black and white images of 28 × 28 pixels. A row is one image: 98 bytes, 8 pixels in a byte from the
/// lowest bit upwards.</summary>
internal sealed class DigitSet
{
    public const int Side = 28;
    public const int Inputs = Side * Side;
    public const int Classes = 10;
    public const int RowBytes = Inputs / 8;

    private readonly byte[] _labels;
    private readonly byte[] _rows;

    /// <summary>Takes over both arrays.</summary>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or a label is above 9.</exception>
    public DigitSet(byte[] labels, byte[] rows)
    {
        if (rows.Length != (long)labels.Length * RowBytes) throw new ArgumentException($"{labels.Length} labels need {labels.Length * (long)RowBytes} bytes of rows, not {rows.Length}.");
        if (labels.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)(Classes - 1))) throw new ArgumentException($"A label is above {Classes - 1}.");
        _labels = labels;
        _rows = rows;
    }

    public int Count => _labels.Length;

    public ReadOnlySpan<byte> Labels => _labels;

    public ReadOnlySpan<byte> Rows => _rows;

    public ReadOnlySpan<byte> Row(int index) => _rows.AsSpan(index * RowBytes, RowBytes);

    /// <summary>All images of several sets.</summary>
    public static DigitSet Join(params IReadOnlyList<DigitSet> sets) => new([.. sets.SelectMany(set => set._labels)], [.. sets.SelectMany(set => set._rows)]);

    /// <summary>The images with these indices, in this order.</summary>
    public DigitSet Select(ReadOnlySpan<int> indices)
    {
        var labels = new byte[indices.Length];
        var rows = new byte[indices.Length * RowBytes];
        for (var i = 0; i < indices.Length; i++)
        {
            labels[i] = _labels[indices[i]];
            Row(indices[i]).CopyTo(rows.AsSpan(i * RowBytes));
        }

        return new DigitSet(labels, rows);
    }
}
