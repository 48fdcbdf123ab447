namespace AmlIpNet.Aml.Tests.Forms;

/// <summary>The bytes themselves: a change of them needs a new version.</summary>
public sealed class GoldenBytesTests
{
    [Fact]
    public void Data_set() => Expect("414D4C0144" + SmallData, DataSetCodec.Encode(Small()), bytes => DataSetCodec.Encode(DataSetCodec.Decode(bytes)));

    [Fact]
    public void Model_state() => Expect("414D4C0153" + SmallState, ModelStateCodec.Encode(State()), bytes => ModelStateCodec.Encode(ModelStateCodec.Decode(bytes)));

    [Fact]
    public void Training_job() => Expect(
        "414D4C014A" + "0807060504030201" + SmallState + "01" + SmallData,
        TrainingJobCodec.Encode(new TrainingJob(State(), [Small()], 0x0102030405060708)), bytes => TrainingJobCodec.Encode(TrainingJobCodec.Decode(bytes)));

    [Fact]
    public void Training_solution() => Expect(
        "414D4C0152" + "03" + "0102" + "010007" + "01" + "0000" + "03" + "05" + "00" + "C701" + "0000",
        TrainingSolutionCodec.Encode(new(Atoms([0, 8]), [5, 6, 206], new(), new(), 3) { SettledAtoms = 1 }), bytes => TrainingSolutionCodec.Encode(TrainingSolutionCodec.Decode(bytes)));

    // Four terms: {1, 300}, all of 0..15 as a bitmap of two bytes, {}, one of c and c + 20 for each c below 20 in three bytes.
    // Duples: 0 ≤ 1, not 2 ≤ 1, 2 ≤ 0.
    private const string SmallData = "04" + "0801AA02" + "09FFFF" + "00" + "52" + "555505" + "03" + "0102" + "12" + "0101";

    // 400 constants, divisor 2, master {7}, union {0, 128, 399} and {399}, no stored positives.
    private const string SmallState = "9003" + "02" + "0101" + "0007" + "0204" + "02007F8E02" + "008F03" + "0000";

    private static DataSet Small()
    {
        var data = new DataSet();
        var left = Term.Of(300, 1);
        var right = Term.Of([.. Enumerable.Range(0, 16)]);
        data.Add(left, right, true);
        data.Add(Term.Empty, right, false);
        data.Add(Term.Empty, left, true);
        data.Intern(Term.Of([.. Enumerable.Range(0, 20).Select(c => c % 2 == 0 ? c : c + 20)]));
        return data;
    }

    private static ModelState State() => new() { ConstantCount = 400, PinDivisor = 2, Master = Atoms([7]), Union = Atoms([0, 128, 399], [399]) };

    private static Atomization Atoms(params ushort[][] atoms)
    {
        var set = new Atomization();
        foreach (var atom in atoms) set.Add(atom);
        return set;
    }

    private static void Expect(string hex, byte[] bytes, Func<byte[], byte[]> again)
    {
        Assert.Equal(hex, Convert.ToHexString(bytes));
        Assert.Equal(hex, Convert.ToHexString(again(Convert.FromHexString(hex))));
    }
}
