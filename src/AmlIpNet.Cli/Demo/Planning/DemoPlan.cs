using AmlIpNet.Cli.Demo.Training;
using AmlIpNet.Distribution;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Demo.Planning;

/// <summary>
/// The demo by plan: a square of n rounds, workers, shards and kinds, done over and over. The kind of a job is the stream that its random numbers come from. Weak
/// workers have half the capacity of the others, and jobs of the last kind need a whole one.
/// </summary>
internal sealed class DemoPlan
{
    private const string Capacity = "capacity";

    private readonly Lock _lock = new();
    private readonly int _order;
    private readonly int[,] _kinds; // by round and shard
    private readonly Dictionary<string, (PlanTask Task, Placement Placement)> _tasks;
    private readonly List<(int Round, int Shard, string Worker)> _merged = [];
    private readonly SortedDictionary<string, int[]> _meetings = new(StringComparer.Ordinal);
    private int _asPlanned, _elsewhere, _queued, _unfit;

    /// <param name="method">How the plan is made.</param>
    /// <param name="workers">How many workers, called worker-1 and so on.</param>
    /// <param name="weak">How many of them are weak: the last ones.</param>
    /// <param name="seed">Chooses the plan.</param>
    public DemoPlan(PlanMethod method, int workers, int weak, ulong seed)
    {
        _order = workers;
        var names = Enumerable.Range(1, workers).Select(i => new PlanWorker($"worker-{i}", weak == 0 ? ServerAttributes.Empty : ServerAttributes.Of([new(Capacity, i > workers - weak ? "1" : "2")])));
        var needs = Enumerable.Range(1, workers).Select(kind => weak == 0 ? Demands.None : Demands.Of([new Demand(Capacity, kind == workers ? 2 : 1)]));
        Plan = Planner.Design(new PlanRequest { Workers = [.. names], Seed = seed, Consumables = [Capacity] }, [.. needs], method: method);
        Strategy = new PlanStrategy(Plan);
        _kinds = new int[workers, workers];
        foreach (var placement in Plan.Placements) _kinds[placement.Round, Plan.Tasks[placement.Task].Shard] = Plan.Tasks[placement.Task].Kind;
        _tasks = Plan.Placements.ToDictionary(placement => Plan.Tasks[placement.Task].Name, placement => (Plan.Tasks[placement.Task], placement));
    }

    public Plan Plan { get; }

    public PlanStrategy Strategy { get; }

    /// <summary>What this worker tells of itself.</summary>
    public ServerAttributes AttributesOf(string worker) => Plan.Workers.FirstOrDefault(one => one.Name == worker)?.Attributes ?? ServerAttributes.Empty;

    /// <summary>The kind of the job on a shard in a round; rounds go on from one square to the next.</summary>
    public int KindOf(int round, int shard) => _kinds[round % _order, shard];

    /// <summary>Which square of those done one after the other a round belongs to.</summary>
    public int CycleOf(int round) => round / _order;

    /// <summary>What a job is called: its task in the plan, and which of its repetitions it is.</summary>
    public string LabelOf(int chain, int round, int job)
    {
        int shard = DigitsTraining.ShardOf(chain, job);
        return $"{Plan.Tasks[shard * _order + KindOf(round, shard)].Name}@{chain}.{round}";
    }

    /// <summary>A job was solved. Comes from any thread.</summary>
    public void Solved(int chain, int round, int job, NodeId solvedBy)
    {
        int shard = DigitsTraining.ShardOf(chain, job);
        var (task, placement) = _tasks[Plan.Tasks[shard * _order + KindOf(round, shard)].Name];
        lock (_lock)
        {
            if (placement.IsQueued) _queued++;
            else if (Plan.Workers[placement.Worker].Name == solvedBy.Name) _asPlanned++;
            else _elsewhere++;
            if (!task.Requires.AreMetBy(AttributesOf(solvedBy.Name))) _unfit++;
            if (!_meetings.TryGetValue(solvedBy.Name, out int[]? shards)) _meetings.Add(solvedBy.Name, shards = new int[_order]);
            shards[shard]++;
            if (chain == 0) _merged.Add((round, shard, solvedBy.Name));
        }
    }

    /// <summary>What came of it so far, counted from who solved what.</summary>
    public PlanOutcome Outcome()
    {
        lock (_lock)
        {
            var cycles = _merged.GroupBy(one => CycleOf(one.Round)).Where(cycle => cycle.Count() == _order * _order).ToArray();
            int balanced = cycles.Count(cycle => cycle.Select(one => (one.Worker, one.Shard)).Distinct().Count() == _order * _order && cycle.Select(one => (one.Worker, one.Round)).Distinct().Count() == _order * _order);
            return new PlanOutcome(Plan, _asPlanned, _elsewhere, _queued, _unfit, cycles.Length, balanced, _meetings.ToDictionary(worker => worker.Key, worker => worker.Value.ToArray()));
        }
    }
}
