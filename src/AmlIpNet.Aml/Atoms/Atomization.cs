using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// A set of atoms. An atom is kept as its upper constant segment: the constants that it is below, ascending. Atoms stay in the
/// order in which they were added, and no atom is in the set twice. 2 bytes a constant and 20 to 36 bytes an atom.
/// </summary>
public sealed class Atomization
{
    // Chosen atoms would have to collide by a number that differs from process to process. It shows nowhere.
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    private ushort[] _constants;
    private int[] _ends;

    // Open addressing with linear probing; at most half of the slots are in use. A slot is 0 or an atom's hash (the high half) and its index + 1.
    private ulong[] _slots;

    /// <summary>An empty set.</summary>
    /// <param name="atoms">Room for so many atoms; more fit in, but with copying.</param>
    /// <param name="constants">Room for so many constants of all atoms together.</param>
    public Atomization(int atoms = 32, int constants = 256)
    {
        _constants = new ushort[constants];
        _ends = new int[atoms];
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)atoms * 2 + 1)];
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
        var segment = _constants.AsSpan(start, length);
        var hash = Hash(segment);
        var slot = Find(segment, hash);
        if (_slots[slot] != 0) return false;
        if (Count == _ends.Length) Array.Resize(ref _ends, Math.Max(32, Count * 2));
        _ends[Count] = start + length;
        _slots[slot] = (ulong)hash << 32 | (uint)++Count;
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
    public bool Contains(ReadOnlySpan<ushort> segment) => _slots[Find(segment, Hash(segment))] != 0;

    /// <summary>The atoms of the set for which <paramref name="keep"/> is true, in their order.</summary>
    public Atomization Where(Func<int, bool> keep)
    {
        // First which, so that nothing is copied twice.
        var which = new List<int>();
        var constants = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!keep(i)) continue;
            which.Add(i);
            constants += this[i].Length;
        }

        var kept = new Atomization(which.Count, constants);
        foreach (var i in which) kept.Add(this[i]);
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

    private int Find(ReadOnlySpan<ushort> segment, uint hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        for (; _slots[slot] is var entry and not 0; slot = (slot + 1) & mask)
        {
            if ((uint)(entry >> 32) == hash && this[(int)(uint)entry - 1].SequenceEqual(segment)) break;
        }

        return slot;
    }

    private void Rehash()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        var mask = _slots.Length - 1;
        foreach (var entry in old)
        {
            if (entry == 0) continue;
            var slot = (int)(uint)(entry >> 32) & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = entry;
        }
    }

    // FNV-1a over whole constants, then mixed.
    private static uint Hash(ReadOnlySpan<ushort> segment)
    {
        var hash = s_seed;
        foreach (var c in segment) hash = (hash ^ c) * 1099511628211UL;
        return (uint)(hash ^ (hash >> 32));
    }
}
