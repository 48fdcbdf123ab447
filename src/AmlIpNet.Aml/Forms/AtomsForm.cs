using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// Atoms within a form: how many, how many constants they have in all, then of each atom the number of its constants less one and the constants
/// as <see cref="FormWriter.Ascending"/>. About 13 bytes for an atom of eight constants.
/// </summary>
internal static class AtomsForm
{
    // About how many atoms are in a part, and into how many parts a large set is cut, about.
    private const int LeastInPart = 1_024, MostParts = 256;

    public static void Write(FormWriter writer, Atomization atoms)
    {
        writer.Varint(atoms.Count);
        writer.Varint(atoms.TotalConstants);
        var mask = BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastInPart, atoms.Count / MostParts)) - 1;
        for (var i = 0; i < atoms.Count; i++)
        {
            var atom = atoms[i];
            if ((Mix(atom) & mask) == 0) writer.Cut();
            writer.Varint(atom.Length - 1);
            writer.Ascending(atom);
        }
    }

    // Where a part begins depends on its first atom alone: atoms that come or go elsewhere leave it as it is.
    private static uint Mix(ReadOnlySpan<ushort> atom)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in atom) hash = (hash ^ c) * 1099511628211UL;
        return (uint)((hash ^ (hash >> 29)) * 0x9E3779B97F4A7C15 >> 32);
    }

    /// <summary>Reads atoms straight into their set.</summary>
    /// <param name="reader">Where they are.</param>
    /// <param name="constantCount">Their constants are below it.</param>
    /// <param name="name">What they are, for errors.</param>
    public static Atomization Read(ref FormReader reader, int constantCount, string name)
    {
        // An atom has a byte for its length and one for its first constant; a constant has a byte.
        var count = reader.AtomCount($"atoms of {name}", 16);
        var total = reader.Number($"the number of constants in the atoms of {name}", reader.Left - count);
        if (total < count) throw reader.Error($"{count:N0} atoms of {name} cannot have {total:N0} constants in all");
        var atoms = new Atomization(count, total);
        for (var i = 0; i < count; i++)
        {
            var length = reader.Number("an atom's length", total - (count - i)) + 1;
            total -= length;
            reader.Ascending(atoms.Begin(length), constantCount, "an atom");
            if (!atoms.Commit(length)) throw reader.Error($"atom {i:N0} of {name} repeats an atom");
        }

        if (total != 0) throw reader.Error($"the atoms of {name} have {total:N0} constants less than announced");
        return atoms;
    }
}
