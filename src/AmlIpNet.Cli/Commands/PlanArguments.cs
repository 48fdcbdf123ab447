using System.CommandLine;
using AmlIpNet.Cli.Running;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Commands;

/// <summary>The options that say what a plan is made of.</summary>
internal sealed class PlanArguments
{
    private readonly Option<int> _workers = Options.Integer("--workers", 0, Plan.MaxWorkers, 4, "How many workers, called worker-1 and so on");
    private readonly Option<string[]> _worker = Options.Text<string[]>("--worker", "'NAME ATTRIBUTE=VALUE…'", "A worker and what it has, instead of --workers; may be repeated");
    private readonly Option<int> _tasks = Options.Integer("--tasks", 0, Plan.MaxTasks, 0, "Deal so many tasks, called task-1 and so on");
    private readonly Option<string[]> _task = Options.Text<string[]>("--task", "'NAME ATTRIBUTE=AMOUNT…'", "A task to deal and what it needs; may be repeated");
    private readonly Option<string[]> _kind = Options.Text<string[]>("--kind", "'N ATTRIBUTE=AMOUNT…'", "What tasks of kind N need, from 1; may be repeated");
    private readonly Option<string[]> _shard = Options.Text<string[]>("--shard", "'N ATTRIBUTE=AMOUNT…'", "What tasks on shard N need, from 1; may be repeated");
    private readonly Option<string[]> _consumable = Options.Text<string[]>("--consumable", "ATTRIBUTE", "An attribute that a worker's tasks share, so that their amounts add up; by default memory and slots; may be repeated");
    private readonly Option<string?> _method = Options.Text<string?>("--method", "METHOD", "greco-latin (for squares, the default), latin (for lists, the default), or published (a round robin; for lists)");
    private readonly Option<int> _seed = Options.Integer("--seed", 0, int.MaxValue, 1, "The same seed gives the same plan");

    public PlanArguments(Command command)
    {
        _method.AcceptOnlyFromAmong("greco-latin", "latin", "published");
        foreach (var option in new Option[] { _workers, _worker, _tasks, _task, _kind, _shard, _consumable, _method, _seed }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            bool isList = Options.IsGiven(result, _tasks) || Options.IsGiven(result, _task);
            string? method = result.GetValue(_method);
            if (isList && (Options.IsGiven(result, _kind) || Options.IsGiven(result, _shard))) result.AddError("--kind and --shard are for squares: leave them out, or --tasks and --task.");
            if (isList && method == "greco-latin") result.AddError("A list of tasks has no shards and kinds to balance: use --method latin.");
            if (!isList && method == "published") result.AddError("The published algorithm deals a list: give it --tasks or --task.");
        });
    }

    /// <exception cref="AmlIpException">No plan can be made of this.</exception>
    public Plan Make(ParseResult parse)
    {
        var request = new PlanRequest { Workers = [.. Workers(parse)], Seed = (ulong)parse.GetValue(_seed) };
        if (parse.GetValue(_consumable) is { Length: > 0 } consumables) request = request with { Consumables = [.. consumables] };
        PlanTask[] tasks = [.. Tasks(parse)];
        if (tasks.Length > 0 || Options.IsGiven(parse.CommandResult, _tasks))
            return parse.GetValue(_method) == "published" ? Planner.DistributeAsPublished(request, tasks) : Planner.Distribute(request, tasks);
        int n = request.Workers.Length;
        return Planner.Design(request, Needs(parse, _kind, n), Needs(parse, _shard, n), parse.GetValue(_method) == "latin" ? PlanMethod.Latin : PlanMethod.GrecoLatin);
    }

    private IEnumerable<PlanWorker> Workers(ParseResult parse) => parse.GetValue(_worker) is { Length: > 0 } workers
        ? workers.Select(Split).Select(item => new PlanWorker(item.Name, AttributeArgument.Read(item.More)))
        : Enumerable.Range(1, parse.GetValue(_workers)).Select(i => new PlanWorker($"worker-{i}"));

    private IEnumerable<PlanTask> Tasks(ParseResult parse) => Enumerable.Range(1, parse.GetValue(_tasks)).Select(i => new PlanTask($"task-{i}", Demands.None))
        .Concat((parse.GetValue(_task) ?? []).Select(Split).Select(item => new PlanTask(item.Name, Demands.Parse(item.More))));

    private static Demands[] Needs(ParseResult parse, Option<string[]> option, int n)
    {
        var needs = Enumerable.Repeat(Demands.None, n).ToArray();
        foreach (var (name, rest) in (parse.GetValue(option) ?? []).Select(Split))
        {
            if (!int.TryParse(name, out int number) || number < 1 || number > n) throw new BadInputException($"{option.Name} '{name} {rest}' begins with '{name}': use a number from 1 to {n}, as many as there are workers.");
            needs[number - 1] = needs[number - 1].And(Demands.Parse(rest));
        }

        return needs;
    }

    private static (string Name, string More) Split(string text) => text.Trim().Split(' ', 2) is [var name, var rest] ? (name, rest) : (text.Trim(), "");
}
