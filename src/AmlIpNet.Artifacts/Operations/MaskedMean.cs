using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace AmlIpNet.Artifacts;

/// <summary>
/// The mean over the data of nodes that do not tell each other their sums. The scheduler starts with random offsets, each node in its turn adds its sum and
/// count, the scheduler takes the offsets off. All is done in whole numbers modulo 2^128 and 2^64 (sums in units of 10^-digits), with offsets that are equally
/// likely over all of these: so what a node is given is as random as the offsets themselves, and the result is exact. Who knows what goes into a node and what comes out of
/// it knows its sum: two neighbours who tell each other, or somebody who reads the traffic.
/// </summary>
internal static class MaskedMean
{
    private const string Offsets = ".offsets";
    private const int MaxDigits = 18;

    // Room for 65,536 nodes' sums, with their sign.
    private static readonly BigInteger s_largest = BigInteger.One << 111;

    public static ValueTask StartAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters("digits", "offsets");
        int digits = call.GetInteger("digits", 0, MaxDigits, 9);
        var offsets = Reuse(call) ?? Draw(call, digits);
        call.Set(Offsets, DataValue.From(offsets));
        call.SetProduct(DataValue.From(offsets));
        return default;
    }

    public static ValueTask StepAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters("table", "column", "missing");
        var before = Received(call);
        var (count, _, sum) = TallyOperations.SumOf(call, cancellationToken);
        var scaled = sum.Scale(before.Digits);
        if (BigInteger.Abs(scaled) > s_largest) throw call.Wrong($"has a sum too large for {before.Digits} decimal digits", "give mean.start fewer \"digits\"");
        call.SetProduct(DataValue.From(before with
        {
            Sum = Text(unchecked(Number(before.Sum) + (UInt128)(Int128)scaled)),
            Count = unchecked(before.Count + (ulong)count),
        }));
        return default;
    }

    public static ValueTask EndAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters();
        var (total, offsets) = (Received(call), Read(call.Get<DataValue>(Offsets), call));
        if (total.Start != offsets.Start || total.Digits != offsets.Digits) throw call.Wrong("was given a sum that began with other offsets", "let it be in the same Sequential step as its mean.start");
        var (sum, count) = ((BigInteger)(Int128)unchecked(Number(total.Sum) - Number(offsets.Sum)), unchecked((long)(total.Count - offsets.Count)));
        if (count <= 0) throw call.Wrong("has no values to take the mean of", "look at the filter before it, or at the sources");
        call.SetProduct(DataValue.From(new { mean = ExactSum.Ratio(sum, BigInteger.Pow(10, total.Digits) * count), count }));
        return default;
    }

    // A job that runs again goes on with its own offsets; another job must not, since the difference of two sums behind one mask is no secret.
    private static Masked? Reuse(OperationCall call) => call.Has(Offsets) && Read(call.Get<DataValue>(Offsets), call) is var kept && kept.Start == call.Task.Job ? kept : null;

    private static Masked Draw(OperationCall call, int digits)
    {
        Span<byte> bytes = stackalloc byte[24];
        switch (call.GetWord("offsets", ["random", "seed", "none"], "random"))
        {
            case "random":
                RandomNumberGenerator.Fill(bytes);
                break;
            case "seed": // the same in every run; but whoever knows the seed knows them
                SHA256.HashData([.. "mean.start"u8, .. BitConverter.GetBytes(call.Seed)]).AsSpan(0, bytes.Length).CopyTo(bytes);
                break;
            default:
                bytes.Clear();
                break;
        }

        return new Masked(call.Task.Job, digits, Text(BitConverter.ToUInt128(bytes)), BitConverter.ToUInt64(bytes[16..]));
    }

    private static Masked Received(OperationCall call)
    {
        var received = call.AllReceived.ToList();
        return received.Count == 1 ? Read(received[0], call) : throw call.Wrong($"was given {received.Count} sums", "let it be in a Sequential step, after mean.start");
    }

    private static Masked Read(DataValue value, OperationCall call)
    {
        try
        {
            var masked = value.To<Masked>();
            if (masked.Digits is >= 0 and <= MaxDigits && UInt128.TryParse(masked.Sum, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return masked;
        }
        catch (InvalidPayloadException)
        {
            // Told below.
        }

        throw call.Wrong($"was given {value.Bytes.Length:N0} bytes that are no masked sum", "let it be in a Sequential step, after mean.start");
    }

    private static UInt128 Number(string text) => UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(UInt128 number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Start">The job that drew the offsets.</param>
    /// <param name="Digits">The sum is in units of 10^-Digits.</param>
    /// <param name="Sum">Modulo 2^128, as a text: JSON's numbers are too short.</param>
    /// <param name="Count">Modulo 2^64.</param>
    private sealed record Masked(uint Start, int Digits, string Sum, [property: System.Text.Json.Serialization.JsonNumberHandling(System.Text.Json.Serialization.JsonNumberHandling.WriteAsString | System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString)] ulong Count);
}
