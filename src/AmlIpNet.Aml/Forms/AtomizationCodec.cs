namespace AmlIpNet.Aml;

/// <summary>The bytes of an <see cref="Atomization"/>. Equal ones (same atoms in the same order) have equal bytes.</summary>
public static class AtomizationCodec
{
    private const string What = "atomization";

    /// <summary>Writes it: about 13 bytes an atom.</summary>
    public static byte[] Encode(Atomization atoms)
    {
        var writer = new FormWriter(FormKind.Atomization);
        AtomsForm.Write(writer, atoms);
        return writer.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="AmlFormatException">The bytes are no atomization of this version, or exceed a limit.</exception>
    public static Atomization Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.Atomization, What, limits);
        var atoms = AtomsForm.Read(ref reader, reader.Limits.MaxConstants, "the atomization");
        reader.End();
        return atoms;
    }
}
