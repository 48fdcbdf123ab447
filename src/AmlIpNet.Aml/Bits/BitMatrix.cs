namespace AmlIpNet.Aml;

/// <summary>Bitmaps of one length, one below the other. It keeps its memory when it is shaped anew.</summary>
internal sealed class BitMatrix
{
    private ulong[] _words = [];

    public int Rows { get; private set; }

    /// <summary>The words of a row: whole blocks.</summary>
    public int RowWords { get; private set; }

    public Span<ulong> this[int row] => _words.AsSpan(row * RowWords, RowWords);

    /// <summary>Gives it this shape; all bits are clear.</summary>
    public void Reset(int rows, int bits)
    {
        (Rows, RowWords) = (rows, Bitmap.WordsFor(bits));
        var size = checked(rows * RowWords);
        if (size > _words.Length) _words = new ulong[size];
        else _words.AsSpan(0, size).Clear();
    }

    /// <summary>Makes room for more rows and longer ones; what is set stays set.</summary>
    public void Grow(int rows, int bits)
    {
        var words = Bitmap.WordsFor(bits);
        var grown = new ulong[checked(rows * words)];
        for (var r = 0; r < Rows; r++) this[r].CopyTo(grown.AsSpan(r * words));
        (_words, Rows, RowWords) = (grown, rows, words);
    }

    /// <summary>The OR of the rows.</summary>
    public void OrRows(ReadOnlySpan<ushort> rows, Span<ulong> result)
    {
        result.Clear();
        foreach (var row in rows) Bitmap.Or(result, this[row]);
    }

    /// <summary>The AND of the rows; all bits of the result are set if there are no rows.</summary>
    public void AndRows(ReadOnlySpan<ushort> rows, Span<ulong> result)
    {
        result.Fill(ulong.MaxValue);
        foreach (var row in rows) Bitmap.And(result, this[row]);
    }
}
