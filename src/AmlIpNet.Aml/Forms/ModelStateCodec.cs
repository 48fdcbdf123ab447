namespace AmlIpNet.Aml;

/// <summary>The bytes of a <see cref="ModelState"/>. Equal states (atoms, terms and duples in the same order) have equal bytes.</summary>
public static class ModelStateCodec
{
    private const string What = "model state";

    /// <summary>Writes it: about 13 bytes an atom.</summary>
    /// <exception cref="ArgumentException">The state contradicts itself: an atom or a stored positive holds a constant that is not below
    /// <see cref="ModelState.ConstantCount"/>, or a stored positive is negative.</exception>
    public static byte[] Encode(ModelState state)
    {
        var writer = new FormWriter(FormKind.ModelState);
        Write(writer, state);
        return writer.ToArray();
    }

    /// <summary>Writes it, and tells where to cut: states that have many atoms in common, in the same order, have many parts in common.</summary>
    /// <param name="state">The state.</param>
    /// <param name="partLengths">The lengths of the parts, of about 1,024 atoms each or more; some hundred at most.</param>
    /// <inheritdoc cref="Encode(ModelState)" path="/exception"/>
    public static byte[] Encode(ModelState state, out int[] partLengths)
    {
        var writer = new FormWriter(FormKind.ModelState).WithCuts();
        Write(writer, state);
        partLengths = writer.PartLengths();
        return writer.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="AmlFormatException">The bytes are no model state of this version, or exceed a limit.</exception>
    public static ModelState Decode(ReadOnlySpan<byte> bytes, DecodeLimits? limits = null)
    {
        var reader = new FormReader(bytes, FormKind.ModelState, What, limits);
        var state = Read(ref reader);
        reader.End();
        return state;
    }

    internal static void Write(FormWriter writer, ModelState state)
    {
        if (state.ConstantCount is < 0 or > Term.MaxConstant + 1) throw new ArgumentException($"The state has {state.ConstantCount} constants: 0 to {Term.MaxConstant + 1} are possible.", nameof(state));
        ArgumentOutOfRangeException.ThrowIfNegative(state.PinDivisor, nameof(state));
        CheckAtoms(state.Master, state.ConstantCount, "master");
        CheckAtoms(state.Union, state.ConstantCount, "union");
        CheckPositives(state.StoredPositives, state.ConstantCount);
        writer.Varint(state.ConstantCount);
        writer.Varint(state.PinDivisor);
        AtomsForm.Write(writer, state.Master);
        writer.Cut();
        AtomsForm.Write(writer, state.Union);
        writer.Cut();
        DataSetForm.Write(writer, state.StoredPositives);
    }

    internal static ModelState Read(ref FormReader reader)
    {
        var constants = reader.Number("the number of constants", reader.Limits.MaxConstants);
        return new ModelState
        {
            ConstantCount = constants,
            PinDivisor = reader.Number("the pin divisor", int.MaxValue),
            Master = AtomsForm.Read(ref reader, constants, "the master"),
            Union = AtomsForm.Read(ref reader, constants, "the union"),
            StoredPositives = DataSetForm.Read(ref reader, constants, onlyPositives: true),
        };
    }

    internal static void CheckPositives(DataSet positives, int constantCount)
    {
        if (positives.ConstantCount > constantCount) throw new ArgumentException($"A stored positive holds constant {positives.ConstantCount - 1}, but there are {constantCount} constants.", nameof(positives));
        if (positives.Duples.Any(duple => !duple.IsPositive)) throw new ArgumentException("The stored positives hold a negative duple.", nameof(positives));
    }

    private static void CheckAtoms(Atomization atoms, int constantCount, string name)
    {
        for (var i = 0; i < atoms.Count; i++)
        {
            if (atoms[i][^1] >= constantCount) throw new ArgumentException($"Atom {i} of the {name} holds constant {atoms[i][^1]}, but there are {constantCount} constants.", nameof(atoms));
        }
    }
}
