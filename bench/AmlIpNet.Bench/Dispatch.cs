using System.Diagnostics;
using AmlIpNet.Distribution;
using AmlIpNet.Protocol;

namespace AmlIpNet.Bench;

/// <summary>What it costs a Main node to say which job goes where, in its machine alone: no network, no clock, no threads. All jobs are submitted at once; then servers end one after the other.</summary>
internal static class Dispatch
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static int Run(string[] orders)
    {
        Console.WriteLine("Times are of the processor, but for the slowest event.\n");
        Console.WriteLine("| servers | jobs | strategy | jobs done | submitting, ms | ending, ms | an event, µs | the slowest, ms | allocated, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < 30; i++) MeasureAll(12, TextWriter.Null); // until all is compiled as it will be
        Thread.Sleep(1_000);
        foreach (int n in orders.Length == 0 ? [10, 30, 100] : orders.Select(int.Parse)) MeasureAll(n, Console.Out);

        return 0;
    }

    private static void MeasureAll(int n, TextWriter output)
    {
        var plan = Planner.Design(new PlanRequest { Workers = [.. Enumerable.Range(1, n).Select(i => new PlanWorker($"worker-{i}"))], Seed = 7 });
        string[] labels = [.. plan.Placements.OrderBy(placement => placement.Round).Select(placement => plan.Tasks[placement.Task].Name)];
        Measure(n, labels, "plan", new PlanStrategy(plan), output);
        Measure(n, labels, "least loaded", AssignmentStrategies.LeastLoaded, output);
        Measure(n, labels, "selecting", new SelectingStrategy([Criterion.Flag("gpu")]), output);
    }

    // A busy machine takes the clock's time, not the processor's.
    private static double Processor => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    private static void Measure(int n, string[] labels, string name, IAssignmentStrategy strategy, TextWriter output)
    {
        var run = new Machine(strategy);
        for (int i = 1; i <= n; i++) run.Join($"worker-{i}", i);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        double start = Processor;
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < labels.Length && clock.Elapsed < s_patience; i++) run.Handle(JobClientEvent.Submit((ulong)i + 1, new JobTerms(Label: labels[i])));
        double submitting = Processor - start;
        while (run.Busy.Count > 0 && clock.Elapsed < s_patience) run.EndOne();
        double all = Processor - start;
        double mebibytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1048576.0;
        output.WriteLine($"| {n} | {labels.Length:N0} | {name} | {run.Done:N0} | {submitting:N0} | {all - submitting:N0} | {all * 1000 / run.Events:N1} | {run.Slowest.TotalMilliseconds:N2} | {mebibytes:N1} |");
    }

    private sealed class Machine(IAssignmentStrategy strategy)
    {
        private readonly JobClient _client = new(NodeId.Create("main", 1), null, strategy);
        private readonly Dictionary<NodeId, Server> _servers = [];
        private readonly List<JobClientAction> _actions = [];
        private TimeSpan _now = TimeSpan.FromSeconds(1);

        public Queue<Server> Busy { get; } = new(); // whoever has been busy for the longest ends next

        public int Done { get; private set; }

        public long Events { get; private set; }

        public TimeSpan Slowest { get; private set; }

        public void Join(string name, int number)
        {
            var server = new Server(NodeId.Create(name, (uint)number));
            _servers.Add(server.Id, server);
            // Every second one could do the jobs that select.
            Handle(JobClientEvent.Availability(server.Id, server.Load, null, ServerAttributes.Of([new("gpu", number % 2 == 0 ? "1" : "0")])));
        }

        public void EndOne()
        {
            var server = Busy.Dequeue();
            ulong task = server.Work.Dequeue();
            server.Version++;
            if (server.Work.Count > 0) Busy.Enqueue(server);
            Done++;
            Handle(JobClientEvent.Outcome(server.Id, server.Load, server.LastTask, task, OutcomeKind.Solution));
        }

        public void Handle(in JobClientEvent input)
        {
            _actions.Clear();
            long start = Stopwatch.GetTimestamp();
            _client.Handle(input, _now += TimeSpan.FromMicroseconds(1), _actions);
            var took = Stopwatch.GetElapsedTime(start);
            Events++;
            if (took > Slowest) Slowest = took;
            foreach (var action in _actions)
            {
                if (action.Kind != JobClientActionKind.SendWork) continue;
                var server = _servers[action.Server];
                if (server.Work.Count == 0) Busy.Enqueue(server);
                server.Work.Enqueue(server.LastTask = action.Task);
                server.Version++;
            }
        }
    }

    private sealed class Server(NodeId id)
    {
        public NodeId Id { get; } = id;

        public Queue<ulong> Work { get; } = new();

        public ulong LastTask { get; set; }

        public ulong Version { get; set; } = 1;

        public ServerLoad Load => new(1, Version, 1, Work.Count == 0 ? 1 : 0, 2);
    }
}
