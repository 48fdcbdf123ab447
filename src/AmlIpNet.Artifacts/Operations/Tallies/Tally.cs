using System.Text.Json.Serialization;

namespace AmlIpNet.Artifacts;

/// <summary>
/// What a node tells of its rows: how many there are, and perhaps their sum or histogram. Tallies of several nodes are added without any error, in any order. An
/// empty one changes nothing.
/// </summary>
internal sealed record Tally
{
    public const int MaxBins = 10_000;

    /// <summary>Rows, or values where a column is looked at.</summary>
    public long Count { get; init; }

    /// <summary>Rows without a value, which were skipped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Missing { get; init; }

    /// <summary>The parts of the exact sum.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Sum { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Histogram? Histogram { get; init; }

    /// <summary>The exact sum of the values.</summary>
    public ExactSum ExactSum()
    {
        var sum = new ExactSum();
        foreach (double part in Sum ?? []) sum.Add(part);
        return sum;
    }

    /// <summary>Both together.</summary>
    /// <exception cref="OperationException">They are of different kinds, or too large.</exception>
    public Tally Add(Tally other)
    {
        if (this is { Count: 0, Missing: 0, Sum: null, Histogram: null }) return other;
        if (other is { Count: 0, Missing: 0, Sum: null, Histogram: null }) return this;
        if (Sum is null != other.Sum is null || Histogram is null != other.Histogram is null)
            throw new OperationException($"A {Kind} and a {other.Kind} cannot be added: let all jobs of the step use the same operation.");
        var sum = ExactSum();
        foreach (double part in other.Sum ?? []) sum.Add(part);
        return new Tally { Count = Plus(Count, other.Count), Missing = Plus(Missing, other.Missing), Sum = Sum is null ? null : sum.Parts, Histogram = Histogram?.Add(other.Histogram!) };
    }

    public DataValue ToValue() => DataValue.From(this);

    /// <exception cref="OperationException">The bytes are no tally.</exception>
    public static Tally From(DataValue value, OperationCall call)
    {
        try
        {
            var tally = value.To<Tally>();
            if (tally.Count >= 0 && tally.Missing >= 0 && (tally.Sum is null || tally.Sum.Count <= Artifacts.ExactSum.MaxParts && tally.Sum.All(double.IsFinite)) && tally.Histogram is not { IsSound: false }) return tally;
        }
        catch (InvalidPayloadException)
        {
            // Told below.
        }

        throw call.Wrong($"was given {value.Bytes.Length:N0} bytes that are no count, sum, mean or histogram", "let the step before it end with one of these operations, or with add");
    }

    internal static long Plus(long one, long other)
    {
        try
        {
            return checked(one + other);
        }
        catch (OverflowException)
        {
            throw new OperationException("The count is beyond 9,223,372,036,854,775,807.");
        }
    }

    private string Kind => Histogram is not null ? "histogram" : Sum is not null ? "sum" : "count";
}

/// <summary>How many values lie in each of some intervals of the same width. A value on the border belongs to the upper one.</summary>
internal sealed record Histogram(double From, double To, IReadOnlyList<long> Bins, long Below, long Above)
{
    [JsonIgnore]
    public bool IsSound => Bins is { Count: >= 1 and <= Tally.MaxBins } && Bins.All(bin => bin >= 0) && Below >= 0 && Above >= 0 && double.IsFinite(From) && double.IsFinite(To) && From < To;

    public Histogram Add(Histogram other) => From == other.From && To == other.To && Bins.Count == other.Bins.Count
        ? this with { Bins = [.. Bins.Zip(other.Bins, Tally.Plus)], Below = Tally.Plus(Below, other.Below), Above = Tally.Plus(Above, other.Above) }
        : throw new OperationException($"A histogram of {Bins.Count} bins from {From} to {To} and one of {other.Bins.Count} from {other.From} to {other.To} cannot be added: give all the same parameters.");
}
