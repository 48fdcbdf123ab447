using AmlIpNet.Aml.Tests.Kit;

namespace AmlIpNet.Aml.Tests.Forms;

public sealed class RoundTripTests
{
    private const ulong Seed = 0x5EED_F0;

    [Fact]
    public void A_data_set_comes_back_as_it_was() =>
        Repeat(300, random => RandomModels.Data(random, 1 + random.Below(2000), random.Below(30), random.Below(60)),
            DataSetCodec.Encode, bytes => DataSetCodec.Decode(bytes), Same);

    [Fact]
    public void A_model_state_comes_back_as_it_was() =>
        Repeat(300, RandomModels.State, ModelStateCodec.Encode, bytes => ModelStateCodec.Decode(bytes), Same);

    [Fact]
    public void A_training_job_comes_back_as_it_was() =>
        Repeat(300, RandomModels.Job, TrainingJobCodec.Encode, bytes => TrainingJobCodec.Decode(bytes), (a, b) =>
        {
            Assert.Equal(a.Seed, b.Seed);
            Same(a.State, b.State);
            Assert.Equal(a.Batches.Count, b.Batches.Count);
            for (var i = 0; i < a.Batches.Count; i++) Same(a.Batches[i], b.Batches[i]);
        });

    [Fact]
    public void A_training_solution_comes_back_as_it_was() =>
        Repeat(100, RandomModels.Solution, TrainingSolutionCodec.Encode, bytes => TrainingSolutionCodec.Decode(bytes), (a, b) =>
        {
            Same(a.NewAtoms, b.NewAtoms);
            Assert.Equal(a.Refuted, b.Refuted);
            Assert.Equal(a.SettledAtoms, b.SettledAtoms);
            Same(a.Master, b.Master);
            Same(a.StoredPositives, b.StoredPositives);
            Assert.Equal(a.PinDivisor, b.PinDivisor);
        });

    [Fact]
    public void The_highest_constant_and_the_largest_terms_come_back()
    {
        var data = new DataSet();
        data.Add(Term.Of(Term.MaxConstant), Term.Empty, true);
        data.Add(Term.Of([.. Enumerable.Range(0, Term.MaxConstant + 1)]), Term.Of(0, 16_384, Term.MaxConstant), false);
        Same(data, DataSetCodec.Decode(DataSetCodec.Encode(data)));
        var union = new Atomization();
        union.Add([Term.MaxConstant]);
        union.Add([.. Enumerable.Range(0, Term.MaxConstant + 1).Select(c => (ushort)c)]);
        var state = new ModelState { ConstantCount = Term.MaxConstant + 1, Union = union, PinDivisor = int.MaxValue };
        Same(state, ModelStateCodec.Decode(ModelStateCodec.Encode(state)));
        var solution = TrainingSolutionCodec.Decode(TrainingSolutionCodec.Encode(new(new(), [0, int.MaxValue], new(), new(), 0)));
        Assert.Equal([0, int.MaxValue], solution.Refuted);
    }

    [Fact]
    public void A_digit_takes_about_111_bytes_and_an_atom_about_13()
    {
        var random = new SplitMix64(Seed);
        var classes = Enumerable.Range(1568, 10).Select(c => Term.Of(c)).ToList();
        var data = new DataSet();
        for (var i = 0; i < 100; i++) data.AddExample(classes, i % 10, Term.Of([.. Enumerable.Range(0, 784).Select(p => random.Below(5) == 0 ? p : p + 784)]));
        Assert.InRange(DataSetCodec.Encode(data).Length, 100 * 105, 100 * 115);
        var state = new ModelState { ConstantCount = 1578, Union = RandomModels.Atoms(random, 1578, 10_000, 15) };
        Assert.InRange(ModelStateCodec.Encode(state).Length, 10_000 * 12, 10_000 * 14);
    }

    private static void Repeat<T>(int rounds, Func<SplitMix64, T> draw, Func<T, byte[]> encode, Func<byte[], T> decode, Action<T, T> same)
    {
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                var seed = SplitMix64.Combine(Seed, round);
                var value = draw(new SplitMix64(seed));
                var bytes = encode(value);
                var back = decode(bytes);
                same(value, back);
                Assert.Equal(bytes, encode(back));
                Assert.Equal(bytes, encode(draw(new SplitMix64(seed))));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {Seed}, round {round}: {error.Message}", error);
            }
        }
    }

    private static void Same(ModelState a, ModelState b)
    {
        Assert.Equal(a.ConstantCount, b.ConstantCount);
        Assert.Equal(a.PinDivisor, b.PinDivisor);
        Same(a.Master, b.Master);
        Same(a.Union, b.Union);
        Same(a.StoredPositives, b.StoredPositives);
    }

    private static void Same(Atomization a, Atomization b)
    {
        Assert.Equal(a.Count, b.Count);
        for (var i = 0; i < a.Count; i++) Assert.True(a[i].SequenceEqual(b[i]), $"atom {i} differs");
        Assert.True(a.SetEquals(b));
    }

    private static void Same(DataSet a, DataSet b)
    {
        Assert.Equal(a.Terms, b.Terms);
        Assert.Equal(a.Duples, b.Duples);
        Assert.Equal(a.ConstantCount, b.ConstantCount);
    }
}
