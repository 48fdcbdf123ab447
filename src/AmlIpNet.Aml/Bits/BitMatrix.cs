using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        var to = MemoryMarshal.Cast<ulong, Vector512<ulong>>(result[..RowWords]);
        var block = 0;
        // Two blocks at a time stay in registers over all rows.
        for (; block + 2 <= to.Length; block += 2)
        {
            Vector512<ulong> a = default, b = default;
            foreach (var row in rows)
            {
                a |= Block(row, block);
                b |= Block(row, block + 1);
            }

            (to[block], to[block + 1]) = (a, b);
        }

        if (block == to.Length) return;
        Vector512<ulong> last = default;
        foreach (var row in rows) last |= Block(row, block);
        to[block] = last;
    }

    /// <summary>The AND of the rows; all bits of the result are set if there are no rows.</summary>
    public void AndRows(ReadOnlySpan<ushort> rows, Span<ulong> result)
    {
        var to = MemoryMarshal.Cast<ulong, Vector512<ulong>>(result[..RowWords]);
        for (var block = 0; block < to.Length; block++)
        {
            var all = Vector512<ulong>.AllBitsSet;
            foreach (var row in rows) all &= Block(row, block);
            to[block] = all;
        }
    }

    // The array holds whole blocks, so a block whose first word is within it is within it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Block(int row, int block) => Vector512.LoadUnsafe(ref _words[row * RowWords + block * ColumnBitmaps.WordsPerBlock]);
}
