namespace AmlIpNet.Aml;

/// <summary>The bytes of a <see cref="TrainingSolution"/>. Equal solutions have equal bytes.</summary>
public static class TrainingSolutionCodec
{
    private const string What = "training solution";

    /// <summary>Writes it: about 13 bytes an atom and 1 to 2 bytes a refuted atom.</summary>
    /// <exception cref="ArgumentException">The refuted indices do not ascend from 0, more atoms are settled than there are, or a stored positive is negative.</exception>
    public static byte[] Encode(TrainingSolution solution)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(solution.PinDivisor, nameof(solution));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)solution.SettledAtoms, (uint)solution.NewAtoms.Count, nameof(solution));
        ModelStateCodec.CheckPositives(solution.StoredPositives, Term.MaxConstant + 1);
        var writer = new FormWriter(FormKind.TrainingSolution);
        writer.Varint(solution.PinDivisor);
        AtomsForm.Write(writer, solution.NewAtoms);
        writer.Varint(solution.SettledAtoms);
        AtomsForm.Write(writer, solution.Master);
        writer.Varint(solution.Refuted.Count);
        var previous = -1;
        foreach (var index in solution.Refuted)
        {
            if (index <= previous) throw new ArgumentException($"The refuted atoms must ascend: {index} follows {previous}.", nameof(solution));
            writer.Varint(index - previous - 1);
            previous = index;
        }

        DataSetForm.Write(writer, solution.StoredPositives);
        return writer.ToArray();
    }

    /// <summary>Reads it. Whether the refuted indices lie within the job's union, and the constants within its table, only the job can tell.</summary>
    /// <exception cref="AmlFormatException">The bytes are no training solution of this version, or exceed a limit.</exception>
    public static TrainingSolution Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.TrainingSolution, What, limits);
        var constants = reader.Limits.MaxConstants;
        var divisor = reader.Number("the pin divisor", int.MaxValue);
        var atoms = AtomsForm.Read(ref reader, constants, "the solution");
        var settled = reader.Number("the number of settled atoms", atoms.Count);
        var master = AtomsForm.Read(ref reader, constants, "the master");
        var refuted = ReadRefuted(ref reader);
        var positives = DataSetForm.Read(ref reader, constants, onlyPositives: true);
        reader.End();
        return new TrainingSolution(atoms, refuted, master, positives, divisor) { SettledAtoms = settled };
    }

    private static int[] ReadRefuted(ref FormReader reader)
    {
        var refuted = new int[reader.AtomCount("refuted atoms", bitsEach: 8)];
        var previous = -1;
        for (var i = 0; i < refuted.Length; i++)
        {
            previous += reader.Number("a refuted atom's distance", int.MaxValue - 1 - previous) + 1;
            refuted[i] = previous;
        }

        return refuted;
    }
}
