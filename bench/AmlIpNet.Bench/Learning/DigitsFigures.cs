using System.Diagnostics;
using System.Globalization;
using AmlIpNet.Aml;

namespace AmlIpNet.Bench.Learning;

/// <summary>Four workers on the digits, in one process on two threads: with the filtered union fed back, or each alone.</summary>
internal sealed class DigitsFigures
{
    private const int Workers = DigitsData.Shards, ReportEvery = 20;
    private const double First = 200, Growth = 1.06;

    private readonly DigitsData _data;
    private readonly ConsistencyFilter _filter;
    private readonly ModelState[] _states;
    private readonly int[] _settled = new int[Workers];
    private readonly Queue<int>[] _queues;
    private readonly SplitMix64[] _orders;
    private readonly int _seed;
    private readonly double _largest;

    private DigitsFigures(DigitsData data, int seed, double largest)
    {
        (_data, _seed, _largest) = (data, seed, largest);
        _filter = new ConsistencyFilter(data.Training.Select(data.Positives));
        _states = [.. Enumerable.Range(0, Workers).Select(_ => new ModelState { ConstantCount = data.ConstantCount })];
        _queues = [.. Enumerable.Range(0, Workers).Select(_ => new Queue<int>())];
        _orders = [.. Enumerable.Range(0, Workers).Select(w => new SplitMix64(SplitMix64.Combine((ulong)seed, w)))];
    }

    public static int Run(string[] options)
    {
        int Number(string name, int standard) => Array.IndexOf(options, name) is >= 0 and var i ? int.Parse(options[i + 1], CultureInfo.InvariantCulture) : standard;
        int batches = Number("--batches", 60), feedback = Number("--feedback", 2);
        var data = new DigitsData((ulong)Number("--split", 1), options.Contains("--pixels"), options.Contains("--even"));
        new DigitsFigures(data, Number("--seed", 1), Number("--largest", 1000)).Train(batches, feedback);
        return 0;
    }

    private void Train(int batches, int feedback)
    {
        var clock = Stopwatch.StartNew();
        var round = feedback > 0 ? feedback : ReportEvery;
        for (var b = 0; b < batches; b += round)
        {
            var count = Math.Min(round, batches - b);
            Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = 2 }, w => Learn(w, b, count));
            if (feedback > 0)
            {
                var merged = Merge.Filtered(_states.Select(s => s.Union), _filter);
                for (var w = 0; w < Workers; w++) _states[w] = With(_states[w], merged);
            }

            if ((b + count) % ReportEvery != 0 && b + count < batches) continue;
            Console.WriteLine($"{b + count,3} batches: {(feedback > 0 ? Fed() : Alone())}; {Process.GetCurrentProcess().UserProcessorTime.TotalSeconds:F0} s of processor time, " +
                $"{clock.Elapsed.TotalSeconds:F0} s, at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        }
    }

    private string Fed() => $"merged {_data.Accuracy(_states[0].Union):F2} % ({_states[0].Union.Count:N0} atoms)";

    private string Alone()
    {
        var alone = Enumerable.Range(0, Workers).Select(w => _data.Accuracy(_states[w].Union.Where(atom => atom < _settled[w])));
        var raw = Merge.Raw(_states.Select(s => s.Union));
        var filtered = Merge.Filtered(_states.Select(s => s.Union), _filter);
        return $"alone {string.Join(" / ", alone.Select(a => a.ToString("F2")))}, raw {_data.Accuracy(raw):F2} ({raw.Count:N0}), filtered {_data.Accuracy(filtered):F2} % ({filtered.Count:N0})";
    }

    private void Learn(int worker, int first, int count)
    {
        var learner = new Learner(_states[worker], null, SplitMix64.Combine((ulong)_seed, worker, first));
        for (var b = first; b < first + count; b++) learner.Learn(_data.Batch(Draw(worker, (int)Math.Min(_largest, First * Math.Pow(Growth, b)))));
        (_states[worker], _settled[worker]) = (learner.State, learner.LastCount);
    }

    private List<int> Draw(int worker, int count)
    {
        var shard = _data.Training[worker];
        var drawn = new List<int>();
        while (drawn.Count < Math.Min(count, shard.Length))
        {
            if (_queues[worker].Count == 0)
            {
                int[] order = [.. shard];
                _orders[worker].Shuffle<int>(order);
                foreach (var i in order) _queues[worker].Enqueue(i);
            }

            drawn.Add(_queues[worker].Dequeue());
        }

        return drawn;
    }

    private static ModelState With(ModelState state, Atomization union) => new()
    {
        ConstantCount = state.ConstantCount,
        Master = state.Master,
        StoredPositives = state.StoredPositives,
        PinDivisor = state.PinDivisor,
        Union = union,
    };
}
