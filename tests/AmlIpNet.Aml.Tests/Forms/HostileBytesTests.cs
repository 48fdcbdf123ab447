using AmlIpNet.Aml.Tests.Kit;
using AmlIpNet.Protocol.Fuzz;
using Xunit.Abstractions;

namespace AmlIpNet.Aml.Tests.Forms;

public sealed class HostileBytesTests(ITestOutputHelper output)
{
    private const string State = "414D4C0153";
    private const string Set = "414D4C0144";

    [Fact]
    public void Mutated_forms_give_a_clear_error_or_are_forms()
    {
        var seed = (ulong)Random.Shared.NextInt64();
        output.WriteLine($"seed {seed}");
        var report = new Fuzzer(FormTargets.All, seed).Run(40_000);
        output.WriteLine(report.ToString());
        Assert.True(report.Crashes == 0, string.Join('\n', report.Failures));
        Assert.All(report.Tallies, tally => Assert.True(tally is { Accepted: > 50, Rejected: > 5_000 }, $"{tally.Name}: {tally.Accepted} accepted, {tally.Rejected} rejected"));
    }

    [Fact]
    public void Well_formed_samples_are_accepted() =>
        Assert.All(FormTargets.All, target => Assert.All(target.Samples, sample => Assert.True(target.Accepts(sample), target.Name)));

    [Fact]
    public void Every_cut_of_a_form_is_refused()
    {
        var job = TrainingJobCodec.Encode(RandomModels.Job(new SplitMix64(11)));
        for (var length = 0; length < job.Length; length += 1 + length / 500) Assert.Throws<AmlFormatException>(() => TrainingJobCodec.Decode(job.AsSpan(0, length)));
        Assert.Throws<AmlFormatException>(() => TrainingJobCodec.Decode([.. job, 0]));
    }

    [Theory]
    [InlineData("", "do not start with AML")]
    [InlineData("414D4C01", "do not start with AML")]
    [InlineData("424D4C0153", "do not start with AML")]
    [InlineData("414D4C0253", "version 2, this program reads version 1")]
    [InlineData("414D4C0144", "kind 68, not 83")]
    [InlineData(State, "number of constants is cut off or misspelt")]
    [InlineData(State + "808004", "number of constants is 65,536, at most 65,535 is possible")]
    [InlineData(State + "8000", "number of constants is cut off or misspelt")]
    [InlineData(State + "FFFFFFFF7F", "number of constants is cut off or misspelt")]
    [InlineData(State + "0A00" + "FFFFFFFF0700", "2,147,483,647 atoms of the master, 8,000,000 are left of the limit")]
    [InlineData(State + "0A00" + "C0843D00", "announces 1,000,000 atoms of the master, but only 1 bytes are left")]
    [InlineData(State + "0A00" + "0101" + "000A", "an atom holds constant 10, but there are 10 constants")]
    [InlineData(State + "0A00" + "0202" + "0003" + "0003" + "000000", "atom 1 of the master repeats an atom")]
    [InlineData(State + "0A00" + "0201" + "000300000000", "2 atoms of the master cannot have 1 constants in all")]
    [InlineData(State + "0A00" + "0101" + "0103040000", "an atom's length is 1, at most 0 is possible")]
    [InlineData(State + "0A00" + "0102" + "000300000000", "1 constants less than announced")]
    [InlineData(State + "0A00" + "0000" + "0000" + "0104030102", "negative among stored positives")]
    [InlineData(State + "0A00" + "0000" + "0000" + "000000", "1 bytes follow its end")]
    public void States_that_are_wrong_are_refused_with_the_reason(string hex, string reason) => Refused(() => ModelStateCodec.Decode(Convert.FromHexString(hex)), reason);

    [Theory]
    [InlineData(Set + "02" + "0403" + "0403" + "00", "term 1 repeats a term")]
    [InlineData(Set + "01" + "0500" + "00", "zeros at its end")]
    [InlineData(Set + "01" + "01" + "00", "zeros at its end")]
    [InlineData(Set + "01" + "0501" + "00", "not written in its shortest spelling")]
    [InlineData(Set + "01" + "140000000000" + "00", "not written in its shortest spelling")]
    [InlineData(Set + "01" + "0601" + "00", "not written in its shortest spelling")]
    [InlineData(Set + "01" + "42FFFF" + "00", "not written in its shortest spelling")]
    [InlineData(Set + "01" + "525555F5" + "00", "go on after its last constant")]
    [InlineData(Set + "01" + "525555", "a term is cut off")]
    [InlineData(Set + "01" + "0755" + "00", "spelling is unknown")]
    [InlineData(Set + "01" + "FEFF0F" + "00", "announces 65,535 constants or bytes, but only 1 bytes are left")]
    [InlineData(Set + "01" + "FCFF0F", "announces 65,535 constants or bytes, but only 0 bytes are left")]
    [InlineData(Set + "01" + "0403" + "01" + "0102", "duple 0 names a term that is not there")]
    [InlineData(Set + "01" + "0403" + "01" + "0100", "right term is misspelt")]
    public void Data_sets_that_are_wrong_are_refused_with_the_reason(string hex, string reason) => Refused(() => DataSetCodec.Decode(Convert.FromHexString(hex)), reason);

    [Theory, InlineData(20), InlineData(39)]
    public void A_term_in_halves_keeps_to_the_constants_that_there_are(int constants)
    {
        var bytes = Convert.FromHexString(Set + "01" + "52" + "555505" + "00");
        Assert.Equal(20, DataSetCodec.Decode(bytes, new DecodeLimits { MaxConstants = 40 }).Terms[0].Count);
        Refused(() => DataSetCodec.Decode(bytes, new DecodeLimits { MaxConstants = constants }), $"but there are {constants} constants");
    }

    [Fact]
    public void Limits_hold_for_the_whole_message()
    {
        var random = new SplitMix64(3);
        var state = new ModelState { ConstantCount = 50, Master = RandomModels.Atoms(random, 50, 40), Union = RandomModels.Atoms(random, 50, 40) };
        var data = new DataSet();
        for (var c = 0; c < 10; c++) data.Add(Term.Of(c), Term.Of(c + 10), false);
        var job = TrainingJobCodec.Encode(new TrainingJob(state, [data, data], 1));
        var exact = new DecodeLimits { MaxBytes = job.Length, MaxConstants = 50, MaxAtoms = state.Master.Count + state.Union.Count, MaxTerms = 40, MaxDuples = 20, MaxBatches = 2 };
        Assert.Equal(job, TrainingJobCodec.Encode(TrainingJobCodec.Decode(job, exact)));
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxBytes = exact.MaxBytes - 1 }), "MaxBytes");
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxConstants = exact.MaxConstants - 1 }), "number of constants is 50");
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxAtoms = exact.MaxAtoms - 1 }), "MaxAtoms");
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxTerms = exact.MaxTerms - 1 }), "MaxTerms");
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxDuples = exact.MaxDuples - 1 }), "MaxDuples");
        Refused(() => TrainingJobCodec.Decode(job, exact with { MaxBatches = exact.MaxBatches - 1 }), "MaxBatches");
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(65_536)]
    public void Limits_that_cannot_be_are_refused(int constants) =>
        Assert.Contains("give 1 to 65535", Assert.Throws<ArgumentOutOfRangeException>(() => new DecodeLimits { MaxConstants = constants }).Message);

    [Fact]
    public void What_is_allocated_stays_below_200_bytes_for_each_byte()
    {
        // The costliest contents: as many small terms as fit, empty batches, atoms of one constant, duples of one byte.
        var terms = new DataSet();
        for (var a = 0; a < 128; a++) for (var b = a + 1; b < 128; b++) terms.Intern(Term.Of(a, b));
        Cheap(DataSetCodec.Encode(terms), bytes => DataSetCodec.Decode(bytes));
        Cheap(TrainingJobCodec.Encode(new(new(), [.. Enumerable.Repeat(new DataSet(), 5_000)], 1)), bytes => TrainingJobCodec.Decode(bytes));
        var atoms = new Atomization();
        for (var c = 0; c < 5_000; c++) atoms.Add([(ushort)c]);
        Cheap(ModelStateCodec.Encode(new() { ConstantCount = 5_000, Union = atoms }), bytes => ModelStateCodec.Decode(bytes));
        var duples = new DataSet();
        for (var i = 0; i < 10_000; i++) duples.Add(Term.Empty, Term.Empty, true);
        Cheap(DataSetCodec.Encode(duples), bytes => DataSetCodec.Decode(bytes));

        void Cheap<T>(byte[] bytes, Func<byte[], T> decode)
        {
            decode(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            decode(bytes);
            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)bytes.Length;
            output.WriteLine($"{typeof(T).Name}: {bytes.Length} bytes, {each:0.0} allocated for each");
            Assert.InRange(each, 0, 200);
        }
    }

    [Fact]
    public void What_contradicts_itself_is_not_written()
    {
        var atoms = new Atomization();
        atoms.Add([3]);
        var negatives = new DataSet();
        negatives.Add(Term.Of(1), Term.Of(2), false);
        Assert.Contains("holds constant 3", Assert.Throws<ArgumentException>(() => ModelStateCodec.Encode(new() { ConstantCount = 3, Union = atoms })).Message);
        Assert.Contains("negative duple", Assert.Throws<ArgumentException>(() => ModelStateCodec.Encode(new() { ConstantCount = 3, StoredPositives = negatives })).Message);
        Assert.Contains("negative duple", Assert.Throws<ArgumentException>(() => TrainingSolutionCodec.Encode(new(new(), [], new(), negatives, 0))).Message);
        Assert.Contains("5 follows 5", Assert.Throws<ArgumentException>(() => TrainingSolutionCodec.Encode(new(new(), [5, 5], new(), new(), 0))).Message);
        Assert.Throws<ArgumentException>(() => ModelStateCodec.Encode(new() { ConstantCount = 65_536 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelStateCodec.Encode(new() { PinDivisor = -1 }));
    }

    private static void Refused(Action decode, string reason) => Assert.Contains(reason, Assert.Throws<AmlFormatException>(decode).Message);
}
