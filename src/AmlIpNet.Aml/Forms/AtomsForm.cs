namespace AmlIpNet.Aml;

/// <summary>
/// Atoms within a form: how many, how many constants they have in all, then of each atom the number of its constants less one and the constants
/// as <see cref="FormWriter.Ascending"/>. About 13 bytes for an atom of eight constants.
/// </summary>
internal static class AtomsForm
{
    public static void Write(FormWriter writer, Atomization atoms)
    {
        writer.Varint(atoms.Count);
        writer.Varint(atoms.TotalConstants);
        for (var i = 0; i < atoms.Count; i++)
        {
            var atom = atoms[i];
            writer.Varint(atom.Length - 1);
            writer.Ascending(atom);
        }
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
