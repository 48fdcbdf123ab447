namespace AmlIpNet.Artifacts;

/// <summary>Count, sum, mean and histogram: on the nodes that have the rows, and their addition wherever they come together.</summary>
internal static class TallyOperations
{
    private const string TableName = "table", ColumnName = "column", MissingName = "missing", FromName = "from";

    public static ValueTask CountAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(TableName);
        long rows = 0;
        foreach (var batch in TableOperations.TableOf(call).Read(cancellationToken)) rows += batch.Rows;
        return Set(call, new Tally { Count = rows });
    }

    /// <summary>Sum and mean tell the same: what the mean is made of.</summary>
    public static ValueTask SumAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(TableName, ColumnName, MissingName);
        var (count, missing, sum) = SumOf(call, cancellationToken);
        return Set(call, new Tally { Count = count, Missing = missing, Sum = sum.Parts });
    }

    public static (long Count, long Missing, ExactSum Sum) SumOf(OperationCall call, CancellationToken cancellationToken)
    {
        var sum = new ExactSum();
        var (count, missing) = Each(call, sum.Add, cancellationToken);
        return (count, missing, sum);
    }

    public static ValueTask HistogramAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(TableName, ColumnName, MissingName, FromName, "to", "bins");
        var (from, to) = (call.GetNumber(FromName), call.GetNumber("to"));
        if (!(from < to) || !double.IsFinite(to - from)) throw call.Wrong($"has the parameters 'from' = {from} and 'to' = {to}", "write a 'from' below 'to'");
        long[] bins = new long[call.GetInteger("bins", 1, Tally.MaxBins, 10)];
        long below = 0, above = 0;
        var (count, missing) = Each(call, number =>
        {
            if (number < from) below++;
            else if (number >= to) above++;
            else bins[Math.Min((int)((number - from) / (to - from) * bins.Length), bins.Length - 1)]++;
        }, cancellationToken);
        return Set(call, new Tally { Count = count, Missing = missing, Histogram = new(from, to, bins, below, above) });
    }

    /// <summary>What came is added to what this job has counted itself.</summary>
    public static ValueTask AddAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(FromName);
        return Set(call, TotalOf(call));
    }

    public static ValueTask TotalCountAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(FromName);
        call.SetProduct(DataValue.From(TotalOf(call).Count));
        return default;
    }

    public static ValueTask TotalSumAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(FromName);
        call.SetProduct(DataValue.From(SummedTotalOf(call).ExactSum().Round()));
        return default;
    }

    public static ValueTask TotalMeanAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(FromName);
        var total = SummedTotalOf(call);
        if (total.Count == 0) throw call.Wrong("has no values to take the mean of", "look at the filter before it, or at the sources");
        call.SetProduct(DataValue.From(new MeanResult(total.ExactSum().Divide(total.Count), total.Count, total.Missing)));
        return default;
    }

    public static ValueTask TotalHistogramAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(FromName);
        var total = TotalOf(call);
        var histogram = total.Histogram ?? throw call.Wrong("was given no histograms", "let the jobs of the step before it end with the operation histogram");
        call.SetProduct(DataValue.From(new HistogramResult(histogram.From, histogram.To, histogram.Bins, histogram.Below, histogram.Above, total.Count, total.Missing)));
        return default;
    }

    private static Tally SummedTotalOf(OperationCall call)
    {
        var total = TotalOf(call);
        return total is { Sum: null, Count: > 0 } ? throw call.Wrong("was given no sums", "let the jobs of the step before it end with the operation sum or mean") : total;
    }

    private static Tally TotalOf(OperationCall call)
    {
        var total = call.Has(call.ProductName) ? Tally.From(call.Get<DataValue>(call.ProductName), call) : new Tally();
        foreach (var value in ReceivedBy(call)) total = total.Add(Tally.From(value, call));
        return total;
    }

    private static IEnumerable<DataValue> ReceivedBy(OperationCall call)
    {
        if (call.FindParameter(FromName) is null) return call.AllReceived;
        string step = call.GetText(FromName);
        return call.Received.TryGetValue(step, out var group) ? group
            : throw call.Wrong($"has the parameter 'from' = '{step}', but nothing came from that step", $"name one of {string.Join(", ", call.Received.Keys.DefaultIfEmpty("(nothing came)"))}, or let the step require it");
    }

    private static (long Count, long Missing) Each(OperationCall call, Action<double> take, CancellationToken cancellationToken)
    {
        var table = TableOperations.TableOf(call);
        string column = call.GetText(ColumnName);
        int index = table.IndexOf(column);
        bool skips = call.GetWord(MissingName, ["error", "skip"], "error") == "skip";
        long count = 0, missing = 0;
        foreach (var batch in table.Read(cancellationToken))
        {
            foreach (double number in batch.Numbers(index))
            {
                if (!double.IsNaN(number))
                {
                    count++;
                    take(number);
                }
                else if (skips) missing++;
                else throw call.Wrong($"found a row without a number in the column '{column}' of {table.Name}", "write \"missing\": \"skip\" to leave such rows out");
            }
        }

        return (count, missing);
    }

    private static ValueTask Set(OperationCall call, Tally tally)
    {
        call.SetProduct(tally.ToValue());
        return default;
    }

    private sealed record MeanResult(double Mean, long Count, long Missing);

    private sealed record HistogramResult(double From, double To, IReadOnlyList<long> Bins, long Below, long Above, long Count, long Missing);
}
