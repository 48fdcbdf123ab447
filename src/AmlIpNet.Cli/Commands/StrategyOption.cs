using System.CommandLine;
using AmlIpNet.Distribution;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Commands;

/// <summary>The option that says how a Main node chooses the Computing node of each job.</summary>
internal sealed class StrategyOption
{
    private static readonly Dictionary<string, Func<IAssignmentStrategy>> s_strategies = new()
    {
        ["least-loaded"] = () => AssignmentStrategies.LeastLoaded,
        ["first-free"] = () => AssignmentStrategies.FirstFree,
        ["round-robin"] = () => AssignmentStrategies.RoundRobin,
        ["most-data-held"] = () => new MostDataHeldStrategy(),
    };

    public StrategyOption(Command command)
    {
        Option = Options.Text<string?>("--strategy", "STRATEGY", "Which free Computing node gets a job: least-loaded (the default), first-free, round-robin, or most-data-held: that which has most bytes of the job's parts already");
        Option.AcceptOnlyFromAmong([.. s_strategies.Keys]);
        command.Options.Add(Option);
    }

    public Option<string?> Option { get; }

    /// <summary>The strategy; null when none is named.</summary>
    public IAssignmentStrategy? Get(ParseResult parse) => parse.GetValue(Option) is { } name ? s_strategies[name]() : null;
}
