namespace AmlIpNet.Aml.Tests.Kit;

/// <summary>Values drawn from a seed.</summary>
internal static class RandomModels
{
    public static ushort[] Atom(SplitMix64 random, int constants, int most) =>
        [.. Enumerable.Range(0, 1 + random.Below(most)).Select(_ => (ushort)random.Below(constants)).Distinct().Order()];

    public static Atomization Atoms(SplitMix64 random, int constants, int count, int most = 8)
    {
        var atoms = new Atomization();
        for (var i = 0; i < count; i++) atoms.Add(Atom(random, constants, most));
        return atoms;
    }

    public static Term Term(SplitMix64 random, int constants, int most) =>
        Aml.Term.Of([.. Enumerable.Range(0, random.Below(most + 1)).Select(_ => (ushort)random.Below(constants))]);

    /// <summary>One of c and c + n for each c below some n; now and then with one constant changed.</summary>
    private static Term Halves(SplitMix64 random, int constants)
    {
        var n = random.Below(constants / 2 + 1);
        int[] term = [.. Enumerable.Range(0, n).Select(c => random.Below(2) == 0 ? c : c + n)];
        if (n > 0 && random.Below(3) == 0) term[random.Below(n)] = random.Below(constants);
        return Aml.Term.Of(term);
    }

    /// <param name="random">Where from.</param>
    /// <param name="constants">How many constants.</param>
    /// <param name="terms">How many terms, at most.</param>
    /// <param name="duples">How many duples.</param>
    /// <param name="positive">Of 100 duples, so many are positive.</param>
    public static DataSet Data(SplitMix64 random, int constants, int terms, int duples, int positive = 50)
    {
        var data = new DataSet();
        for (var i = 0; i < terms; i++) data.Intern(random.Below(4) == 0 ? Halves(random, constants) : Term(random, constants, random.Below(3) == 0 ? constants : 6));
        for (var i = 0; i < duples && data.Terms.Count > 0; i++)
        {
            // Often the same right term as before: an example of several classes.
            var right = i > 0 && random.Below(3) > 0 ? data.Duples[i - 1].Right : random.Below(data.Terms.Count);
            data.Add(new Duple(random.Below(data.Terms.Count), right, random.Below(100) < positive));
        }

        return data;
    }

    public static ModelState State(SplitMix64 random)
    {
        var constants = 1 + random.Below(random.Below(2) == 0 ? 40 : 3000);
        return new ModelState
        {
            ConstantCount = constants,
            PinDivisor = random.Below(4),
            Master = Atoms(random, constants, random.Below(30)),
            Union = Atoms(random, constants, random.Below(200)),
            StoredPositives = Data(random, constants, random.Below(10), random.Below(10), positive: 100),
        };
    }

    public static TrainingJob Job(SplitMix64 random) =>
        new(State(random), [.. Enumerable.Range(0, random.Below(4)).Select(_ => Data(random, 1 + random.Below(2000), random.Below(20), random.Below(60)))], random.Next());

    public static TrainingSolution Solution(SplitMix64 random)
    {
        var constants = 1 + random.Below(Aml.Term.MaxConstant + 1);
        var atoms = Atoms(random, constants, random.Below(200));
        return new TrainingSolution(
            atoms,
            [.. Enumerable.Range(0, random.Below(50)).Select(_ => random.Below(1_000_000)).Distinct().Order()],
            Atoms(random, constants, random.Below(30)),
            Data(random, constants, random.Below(10), random.Below(10), positive: 100),
            random.Below(4))
        {
            SettledAtoms = random.Below(atoms.Count + 1),
        };
    }
}
