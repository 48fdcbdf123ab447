using AmlIpNet.Aml;

namespace AmlIpNet.Protocol.Fuzz;

/// <summary>All codecs of the learner. A new codec is added here.</summary>
public static class FormTargets
{
    // A bitmap takes a bit for each atom that it is about, though few bytes may tell it.
    private static readonly DecodeLimits s_limits = new() { MaxAtoms = 100_000 };

    /// <summary>The list.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new FormTarget<DataSet>("DataSet", bytes => DataSetCodec.Decode(bytes), DataSetCodec.Encode,
            [DataSetCodec.Encode(new()), DataSetCodec.Encode(Data(1)), DataSetCodec.Encode(Data(9))]),
        new FormTarget<ModelState>("ModelState", bytes => ModelStateCodec.Decode(bytes), ModelStateCodec.Encode,
            [ModelStateCodec.Encode(new()), ModelStateCodec.Encode(State(3)), ModelStateCodec.Encode(State(40))]),
        new FormTarget<TrainingJob>("TrainingJob", bytes => TrainingJobCodec.Decode(bytes), TrainingJobCodec.Encode,
            [TrainingJobCodec.Encode(new(State(0), [], 0)), TrainingJobCodec.Encode(new(State(20), [Data(2), new(), Data(5)], ulong.MaxValue))]),
        new FormTarget<TrainingSolution>("TrainingSolution", bytes => TrainingSolutionCodec.Decode(bytes), TrainingSolutionCodec.Encode,
            [
                TrainingSolutionCodec.Encode(new(new(), [], new(), new(), 0)),
                TrainingSolutionCodec.Encode(new(Atoms(30), [0, 1, 200, 70_000], Atoms(5), Data(0), 2)),
            ]),
        new FormTarget<Atomization>("Atomization", bytes => AtomizationCodec.Decode(bytes), AtomizationCodec.Encode,
            [AtomizationCodec.Encode(new()), AtomizationCodec.Encode(Atoms(50))]),
        new FormTarget<VetoBitmap>("VetoBitmap", bytes => VetoBitmap.Decode(bytes, s_limits), bitmap => bitmap.Encode(),
            [Vetoes(0, 1).Encode(), Vetoes(70, 40).Encode(), Vetoes(300, 2).Encode(), Vetoes(64, 300).Encode()]),
    ];

    // Vetoes the atoms that hold the first constants.
    private static VetoBitmap Vetoes(int atoms, int constants)
    {
        var data = new DataSet();
        data.Add(Term.Of([.. Enumerable.Range(0, constants)]), Term.Empty, isPositive: true);
        return new ConsistencyFilter(data).Veto(Atoms(atoms));
    }

    private static ModelState State(int atoms) => new() { ConstantCount = 1000, Master = Atoms(atoms / 3), Union = Atoms(atoms), PinDivisor = atoms };

    private static Atomization Atoms(int count)
    {
        var random = new SplitMix64((ulong)count);
        var atoms = new Atomization();
        for (var i = 0; i < count; i++) atoms.Add(Segment(random, 6));
        return atoms;
    }

    private static DataSet Data(int examples)
    {
        var random = new SplitMix64((ulong)examples);
        var data = new DataSet();
        Term[] classes = [Term.Of(300), Term.Of(301), Term.Of(302)];
        for (var i = 0; i < examples; i++) data.AddExample(classes, random.Below(3), Term.Of(Segment(random, i % 2 == 0 ? 8 : 250)));
        data.Intern(Term.Of([.. Enumerable.Range(0, 10 * examples).Select(c => c % 3 == 0 ? c : c + 10 * examples)]));
        return data;
    }

    private static ushort[] Segment(SplitMix64 random, int most) =>
        [.. Enumerable.Range(0, 1 + random.Below(most)).Select(_ => (ushort)random.Below(300)).Distinct().Order()];
}
