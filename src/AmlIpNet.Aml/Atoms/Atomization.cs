using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// A set of atoms. An atom is kept as its upper constant segment: the constants that it is below, ascending. Atoms stay in the
/// order in which they were added, and no atom is in the set twice. 2 bytes a constant and about 16 bytes an atom.
/// </summary>
public sealed class Atomization
{
    private ushort[] _constants;
    private int[] _ends;
    private int[] _slots;

    /// <summary>An empty set.</summary>
    /// <param name="atoms">Room for so many atoms; more fit in, but with copying.</param>
    /// <param name="constants">Room for so many constants of all atoms together.</param>
    public Atomization(int atoms = 32, int constants = 256)
    {
        _constants = new ushort[constants];
        _ends = new int[atoms];
        _slots = NewSlots((int)BitOperations.RoundUpToPowerOf2((uint)atoms * 2 + 1));
    }

    /// <summary>How many atoms it has.</summary>
    public int Count { get; private set; }

    /// <summary>The constants of all atoms together.</summary>
    public int TotalConstants => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>The upper constant segment of an atom, ascending. The span is good until an atom is added.</summary>
    public ReadOnlySpan<ushort> this[int atom]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)atom, (uint)Count, nameof(atom));
            var start = atom == 0 ? 0 : _ends[atom - 1];
            return _constants.AsSpan(start, _ends[atom] - start);
        }
    }

    /// <summary>Adds an atom unless it is there already.</summary>
    /// <param name="segment">Its upper constant segment: at least one constant, ascending, without repeats.</param>
    /// <returns>False if it was there.</returns>
    public bool Add(ReadOnlySpan<ushort> segment)
    {
        segment.CopyTo(Begin(segment.Length));
        return Commit(segment.Length);
    }

    /// <summary>Where the constants of the next atom go; <see cref="Commit"/> then adds it.</summary>
    internal Span<ushort> Begin(int length)
    {
        var start = TotalConstants;
        if (start + length > _constants.Length) Array.Resize(ref _constants, Math.Max(_constants.Length * 2, start + length));
        return _constants.AsSpan(start, length);
    }

    /// <summary>Adds the atom whose constants were written by <see cref="Begin"/>, unless it is there already.</summary>
    /// <returns>False if it was there.</returns>
    internal bool Commit(int length)
    {
        var start = TotalConstants;
        var slot = Find(_constants.AsSpan(start, length));
        if (_slots[slot] >= 0) return false;
        if (Count == _ends.Length) Array.Resize(ref _ends, Math.Max(32, Count * 2));
        _ends[Count] = start + length;
        _slots[slot] = Count++;
        if (Count * 2 > _slots.Length) Rehash();
        return true;
    }

    /// <summary>Adds those atoms of another set that are not there already.</summary>
    /// <returns>How many were added.</returns>
    public int AddRange(Atomization other)
    {
        var before = Count;
        for (var i = 0; i < other.Count; i++) Add(other[i]);
        return Count - before;
    }

    /// <summary>Whether the atom is in the set.</summary>
    public bool Contains(ReadOnlySpan<ushort> segment) => _slots[Find(segment)] >= 0;

    /// <summary>The atoms of the set for which <paramref name="keep"/> is true, in their order.</summary>
    public Atomization Where(Func<int, bool> keep)
    {
        var kept = new Atomization();
        for (var i = 0; i < Count; i++)
        {
            if (keep(i)) kept.Add(this[i]);
        }

        return kept;
    }

    /// <summary>Whether both sets have the same atoms, in any order.</summary>
    public bool SetEquals(Atomization other)
    {
        if (Count != other.Count) return false;
        for (var i = 0; i < Count; i++)
        {
            if (!other.Contains(this[i])) return false;
        }

        return true;
    }

    /// <summary>A number that tells lists of atoms apart: the same for the same atoms in the same order, on every machine.</summary>
    internal ulong Fingerprint()
    {
        var hash = 14695981039346656037UL;
        for (var i = 0; i < Count; i++)
        {
            foreach (var c in this[i]) hash = (hash ^ c) * 1099511628211UL;
            // No constant has this number: it parts the atoms.
            hash = (hash ^ ushort.MaxValue) * 1099511628211UL;
        }

        return hash ^ (hash >> 32);
    }

    private static int[] NewSlots(int size)
    {
        var slots = new int[size];
        slots.AsSpan().Fill(-1);
        return slots;
    }

    // Open addressing with linear probing; at most half of the slots are in use.
    private int Find(ReadOnlySpan<ushort> segment)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(segment) & mask;
        while (_slots[slot] >= 0 && !this[_slots[slot]].SequenceEqual(segment)) slot = (slot + 1) & mask;
        return slot;
    }

    private void Rehash()
    {
        _slots = NewSlots(_slots.Length * 2);
        var mask = _slots.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var slot = Hash(this[i]) & mask;
            while (_slots[slot] >= 0) slot = (slot + 1) & mask;
            _slots[slot] = i;
        }
    }

    // FNV-1a over whole constants, then mixed. Chosen atoms could make it slow; whoever may send models may also send work.
    private static int Hash(ReadOnlySpan<ushort> segment)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in segment) hash = (hash ^ c) * 1099511628211UL;
        return (int)((hash ^ (hash >> 32)) & 0x7FFFFFFF);
    }
}
