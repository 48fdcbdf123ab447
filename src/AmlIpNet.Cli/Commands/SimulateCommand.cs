using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AmlIpNet.Cli.Running;
using AmlIpNet.Testing;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip simulate</c>: histories of whole networks in virtual time, checked at every step.</summary>
internal static class SimulateCommand
{
    private const int MostShown = 10;

    private const string Description = """
        Run histories of whole networks in virtual time, without a network: the protocol of our Main and Computing nodes, nodes
        that behave as AML-IP's, messages that are late, lost and repeated as DDS does it, and nodes that are killed, stopped,
        cut off, drained and started again. Every promise is checked at every step.

        A seed is a history: it is the same each time. --trace shows what happens in the history --from, step by step.

        --json writes an object a line for each violation, at last
        {"event":"verdict","histories":2000,"violations":0,...}. Exit code 1: a promise was broken.

        --search tries every order of what may happen in small worlds (2 clients, 2 servers, 2 jobs and the like) instead, to
        this depth.

        Example: amlip simulate --seeds 100000 --json
        """;

    public static Command Create()
    {
        var command = new Command("simulate", Description);
        var seeds = Options.Integer("--seeds", 1, 100_000_000, 2_000, "How many histories");
        var from = Options.Integer("--from", 0, int.MaxValue, 1, "The first seed");
        var trace = new Option<bool>("--trace") { Description = "Show one history, that of the first seed, step by step" };
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        var search = Options.Integer("--search", 0, 100, 0, "Try every order of this many steps in small worlds; 0 runs histories");
        foreach (var option in new Option[] { seeds, from, trace, search, json }) command.Options.Add(option);
        command.SetAction((parse, cancellationToken) =>
        {
            ulong first = (ulong)parse.GetValue(from);
            bool clean = parse.GetValue(search) > 0 ? Search(parse.GetValue(search), parse.GetValue(json), cancellationToken)
                : parse.GetValue(trace)
                    ? Replay(first, parse.GetValue(json))
                    : Run(first, parse.GetValue(seeds), parse.GetValue(json), cancellationToken);
            return Task.FromResult(clean ? ExitCode.Ok : ExitCode.JobFailed);
        });
        return command;
    }

    private static bool Replay(ulong seed, bool json)
    {
        var result = Simulation.Run(seed, trace: true);
        foreach (string line in result.Trace) Write(json, new { @event = "step", line }, line);
        Tell(result, json);
        return Judge(1, result.Violation is null ? 0 : 1, result.Steps, result.Jobs, result.Executions, TimeSpan.Zero, json);
    }

    private static bool Run(ulong first, int count, bool json, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var sum = new Totals();
        Parallel.For(0L, count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            var result = Simulation.Run(first + (ulong)index);
            lock (sum)
            {
                sum.Add(result);
                if (result.Violation is not null && sum.Violations <= MostShown) Tell(result, json);
            }
        });
        return Judge(count, sum.Violations, sum.Steps, sum.Jobs, sum.Executions, TimeProvider.System.GetElapsedTime(started), json);
    }

    private static bool Search(int depth, bool json, CancellationToken cancellationToken)
    {
        long states = 0, transitions = 0, violations = 0;
        SearchPlan[] plans =
        [
            new() { Depth = depth },
            new() { Depth = depth, Cancels = 1 },
            new() { Depth = depth, EarlyTicks = 1 },
            new() { Depth = depth, Kills = 1 },
            new() { Depth = depth, Clients = 1, Servers = 1, PlainClients = 1, PlainServers = 1 },
        ];
        foreach (var plan in plans)
        {
            var found = ExhaustiveSearch.Run(plan, cancellationToken);
            states += found.States;
            transitions += found.Transitions;
            if (found.Violation is not null) violations++;
            foreach (string line in found.Trace) Write(json, new { @event = "step", line }, line);
            Write(
                json,
                new { @event = "search", plan, found.States, found.Transitions, found.Depth, found.IsComplete, found.IsExhausted, found.Violation },
                string.Create(CultureInfo.InvariantCulture, $"{plan}: {found.States:N0} states, depth {found.Depth}{(found.IsExhausted ? ", to the very end" : found.IsComplete ? "" : ", not complete")}{(found.Violation is null ? "" : $": VIOLATION: {found.Violation}")}"));
        }

        Write(json, new { @event = "verdict", states, transitions, violations }, string.Create(CultureInfo.InvariantCulture, $"{states:N0} states, {transitions:N0} steps, {violations} violations"));
        return violations == 0;
    }

    private static void Tell(SimulationResult result, bool json)
    {
        if (!json) StandardOutput.Lines.WriteLine($"seed {result.Seed}: {result.Profile}");
        if (result.Violation is null) return;
        Write(
            json,
            new { @event = "violation", seed = result.Seed, profile = result.Profile, violation = result.Violation },
            $"seed {result.Seed}: VIOLATION: {result.Violation}{Environment.NewLine}see: amlip simulate --from {result.Seed} --trace");
    }

    private static bool Judge(long histories, long violations, long steps, long jobs, long executions, TimeSpan time, bool json)
    {
        double seconds = Math.Round(time.TotalSeconds, 1);
        Write(
            json,
            new { @event = "verdict", histories, violations, steps, jobs, executions, seconds },
            string.Create(CultureInfo.InvariantCulture, $"{histories:N0} histories, {violations:N0} violations ({steps:N0} steps, {jobs:N0} jobs, {executions:N0} executions, {seconds} s)"));
        return violations == 0;
    }

    private static void Write(bool json, object value, string text) => StandardOutput.Lines.WriteLine(json ? JsonSerializer.Serialize(value) : text);

    private sealed class Totals
    {
        public long Violations { get; private set; }

        public long Steps { get; private set; }

        public long Jobs { get; private set; }

        public long Executions { get; private set; }

        public void Add(SimulationResult result)
        {
            if (result.Violation is not null) Violations++;
            Steps += result.Steps;
            Jobs += result.Jobs;
            Executions += result.Executions;
        }
    }
}
