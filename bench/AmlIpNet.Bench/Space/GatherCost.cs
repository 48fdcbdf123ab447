using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace AmlIpNet.Bench.Space;

/// <summary>
/// What scatter, gather, a single get and a small computation cost with three workers of one slot, beside Dask distributed doing the same: round by round,
/// ours and theirs in turn.
/// </summary>
internal static class GatherCost
{
    private const int Singles = 20;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);
    private static readonly (int Size, int Count)[] s_sizes = [(1 << 10, 300), (64 << 10, 300), (1 << 20, 60)];
    private static readonly string[] s_operations = ["scatter", "gather", "get", "compute"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        int rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 30;
        await using var dask = await Dask.StartAsync();
        if (dask is null)
        {
            Console.Error.WriteLine("No Python here has Dask distributed, the yardstick: install it, for instance with `apt-get install python3-distributed` or `pip install distributed`. Ours alone:");
        }

        await using var bed = new SpaceBed();
        await bed.CompleteAsync(3);
        Console.WriteLine($"Load of the machine: {Posix.Load()} on {Environment.ProcessorCount} cores; Dask {dask?.Version ?? "none"}; {rounds} rounds. Times in ms, medians; p90 in brackets.\n");
        Console.WriteLine("| value | operation | AmlIpNet | Dask | Dask, direct | AmlIpNet / the faster one of Dask |");
        Console.WriteLine("|---|---|---|---|---|---|");
        int keys = 0;
        foreach (var (size, count) in s_sizes)
        {
            var ours = new List<Dictionary<string, double>>();
            var theirs = new List<Dictionary<string, double>>();
            for (int i = -3; i < rounds; i++)
            {
                var (our, their) = (await MeasureAsync(bed.Client, size, count, ++keys), dask is null ? [] : await dask.MeasureAsync(size, count, Singles));
                if (i < 0) continue; // to warm up
                ours.Add(our);
                theirs.Add(their);
            }

            foreach (string operation in s_operations) Print(size, operation, operation is "scatter" or "gather" ? count : 1, ours, theirs);
        }

        return 0;
    }

    private static void Print(int size, string operation, int count, List<Dictionary<string, double>> ours, List<Dictionary<string, double>> theirs)
    {
        var (our, their, direct) = (Times(ours, operation), Times(theirs, operation), Times(theirs, $"{operation} direct"));
        double? best = new[] { their?.Median, direct?.Median }.Min();
        Console.WriteLine($"| {Statistics.Bytes(size)} | {operation}{(count > 1 ? $" of {count}" : "")} | {Show(our)} | {Show(their)} | {Show(direct)} | {our!.Value.Median / best:0.00} |");

        static (double Median, double P90)? Times(List<Dictionary<string, double>> rounds, string operation)
        {
            double[] values = [.. rounds.Where(round => round.ContainsKey(operation)).Select(round => round[operation] / 1_000)];
            return values.Length == 0 ? null : (Statistics.Percentile(values, 0.5), Statistics.Percentile(values, 0.9));
        }

        static string Show((double Median, double P90)? times) => times is { } one ? $"{one.Median:0.00} ({one.P90:0.00})" : "";
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(DataSpaceClient client, int size, int count, int round)
    {
        var values = Enumerable.Range(0, count).ToDictionary(i => $"g{round}-{i}", i => Value(size, i));
        string[] keys = [.. values.Keys];
        double scatter = await TimeAsync(() => client.ScatterAsync(values));
        IReadOnlyDictionary<string, DataValue> gathered = new Dictionary<string, DataValue>();
        double gather = await TimeAsync(async () => gathered = await client.GatherAsync(keys));
        if (gathered.Any(value => !value.Value.Bytes.Span.SequenceEqual(values[value.Key].Bytes.Span))) throw new InvalidOperationException("Other values came than were put.");
        double[] gets = new double[Singles], computes = new double[Singles];
        for (int i = 0; i < Singles; i++) gets[i] = await TimeAsync(() => client.GetAsync(keys[i % count]));
        for (int i = 0; i < Singles; i++) computes[i] = await TimeAsync(() => client.ComputeAsync("add", $"z{round}-{i}", default, [keys[0], keys[1]]));
        await client.DeleteAsync([.. keys, .. Enumerable.Range(0, Singles).Select(i => $"z{round}-{i}")]).WaitAsync(s_limit);
        return new() { ["scatter"] = scatter, ["gather"] = gather, ["get"] = Statistics.Percentile(gets, 0.5), ["compute"] = Statistics.Percentile(computes, 0.5) };
    }

    private static DataValue Value(int size, int i)
    {
        byte[] bytes = new byte[size];
        bytes.AsSpan().Fill((byte)i);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, i);
        return new DataValue(bytes);
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        long start = Stopwatch.GetTimestamp();
        await action().WaitAsync(s_limit);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
