using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AmlIpNet.Aml;

/// <summary>
/// For each constant, the terms that hold it, as a bitmap: the terms that an atom is below are the OR of its constants' bitmaps.
/// Memory: 64 bytes for each constant and 512 terms.
/// </summary>
internal sealed class ColumnBitmaps
{
    /// <summary>The words of a row are a multiple of this: 512 bits.</summary>
    public const int WordsPerBlock = 8;

    private readonly ulong[] _rows;

    /// <summary>Builds the bitmaps.</summary>
    /// <param name="terms">The terms; the term at index t is bit t.</param>
    /// <param name="constantCount">One more than the highest constant of the terms, or more.</param>
    /// <exception cref="ArgumentException">A term holds a higher constant, or the bitmaps would not fit into one array (16 GiB).</exception>
    public ColumnBitmaps(IReadOnlyList<Term> terms, int constantCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(constantCount);
        TermCount = terms.Count;
        ConstantCount = constantCount;
        WordCount = WordsFor(TermCount);
        var size = (long)WordCount * constantCount;
        if (size > Array.MaxLength) throw new ArgumentException($"Bitmaps of {TermCount} terms over {constantCount} constants do not fit into memory. Give the terms in smaller parts.", nameof(terms));
        _rows = new ulong[size];
        for (var t = 0; t < TermCount; t++)
        {
            var constants = terms[t].Constants;
            if (constants.Length > 0 && constants[^1] >= constantCount) throw new ArgumentException($"Term {t} holds constant {constants[^1]}, but there are only {constantCount} constants.", nameof(terms));
            var word = t >> 6;
            var bit = 1UL << (t & 63);
            foreach (var c in constants) _rows[c * WordCount + word] |= bit;
        }
    }

    /// <summary>How many terms there are.</summary>
    public int TermCount { get; }

    /// <summary>How many constants have a bitmap.</summary>
    public int ConstantCount { get; }

    /// <summary>The words of one bitmap, a multiple of <see cref="WordsPerBlock"/>. The bits after the last term are 0.</summary>
    public int WordCount { get; }

    /// <summary>The words that a bitmap of so many terms takes.</summary>
    public static int WordsFor(int terms) => (int)(((long)terms + 511) / 512 * WordsPerBlock);

    /// <summary>The terms that hold the constant.</summary>
    public ReadOnlySpan<ulong> Column(int constant) => _rows.AsSpan(constant * WordCount, WordCount);

    /// <summary>Finds the terms that an atom is below.</summary>
    /// <param name="atom">Its upper constant segment; constants that no term holds may be higher than <see cref="ConstantCount"/>.</param>
    /// <param name="hit">Where bit t goes: whether the atom is below term t. All of its <see cref="WordCount"/> words are written.</param>
    public void Hit(ReadOnlySpan<ushort> atom, Span<ulong> hit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hit.Length, WordCount, nameof(hit));
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref var to = ref MemoryMarshal.GetReference(hit);
        var word = 0;
        // Four blocks at a time stay in registers over all constants.
        for (; word + 4 * WordsPerBlock <= WordCount; word += 4 * WordsPerBlock)
        {
            Vector512<ulong> a = default, b = default, c = default, d = default;
            foreach (var constant in atom)
            {
                if (constant >= ConstantCount) break;
                ref var from = ref Unsafe.Add(ref rows, constant * WordCount + word);
                a |= Vector512.LoadUnsafe(ref from);
                b |= Vector512.LoadUnsafe(ref from, 1 * WordsPerBlock);
                c |= Vector512.LoadUnsafe(ref from, 2 * WordsPerBlock);
                d |= Vector512.LoadUnsafe(ref from, 3 * WordsPerBlock);
            }

            a.StoreUnsafe(ref to, (nuint)word);
            b.StoreUnsafe(ref to, (nuint)(word + 1 * WordsPerBlock));
            c.StoreUnsafe(ref to, (nuint)(word + 2 * WordsPerBlock));
            d.StoreUnsafe(ref to, (nuint)(word + 3 * WordsPerBlock));
        }

        for (; word < WordCount; word += WordsPerBlock) Block(ref rows, atom, word).StoreUnsafe(ref to, (nuint)word);
    }

    /// <summary>Whether the atom is below all of the wanted terms; stops at the first block that has one that it is not below.</summary>
    /// <param name="atom">Its upper constant segment.</param>
    /// <param name="firstWord">The word that <paramref name="wanted"/> starts at: a multiple of <see cref="WordsPerBlock"/>.</param>
    /// <param name="wanted">The wanted terms, a bit each: whole blocks.</param>
    public bool HitsAll(ReadOnlySpan<ushort> atom, int firstWord, ReadOnlySpan<ulong> wanted)
    {
        if (((firstWord | wanted.Length) & (WordsPerBlock - 1)) != 0) throw new ArgumentException($"Give whole blocks of {WordsPerBlock} words.", nameof(wanted));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)firstWord, (uint)WordCount, nameof(firstWord));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted.Length, WordCount - firstWord, nameof(wanted));
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref var want = ref MemoryMarshal.GetReference(wanted);
        for (var word = 0; word < wanted.Length; word += WordsPerBlock)
        {
            var missed = Vector512.AndNot(Vector512.LoadUnsafe(ref want, (nuint)word), Block(ref rows, atom, firstWord + word));
            if (missed != Vector512<ulong>.Zero) return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Block(ref ulong rows, ReadOnlySpan<ushort> atom, int word)
    {
        var hit = Vector512<ulong>.Zero;
        foreach (var constant in atom)
        {
            if (constant >= ConstantCount) break;
            hit |= Vector512.LoadUnsafe(ref rows, (nuint)(constant * WordCount + word));
        }

        return hit;
    }
}
