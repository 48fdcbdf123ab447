using System.Collections.Immutable;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>The plain sequential evaluation of an artifact: no jobs, no locks, one thing after the other. What every history must come to.</summary>
internal sealed class Plain
{
    private readonly Artifact _artifact;
    private readonly string[] _digests;
    private readonly ulong[] _kept; // by part, the scheduler's at 0
    private readonly Dictionary<string, (string Group, ulong[] Values)> _made = [];
    private Step? _from;
    private (string Group, ulong[] Values) _last = ("", []);

    private Plain(Artifact artifact, string[] digests)
    {
        (_artifact, _digests, _kept) = (artifact, digests, new ulong[digests.Length + 1]);
        Run(artifact.Steps);
    }

    /// <summary>What each job makes, by its number.</summary>
    public List<ulong> Products { get; } = [];

    public static List<ulong> Evaluate(Artifact artifact, string[] digests) => new Plain(artifact, digests).Products;

    private void Run(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            if (step.Kind == Kind.Iterate)
            {
                for (uint round = 0; round < step.Rounds; round++)
                {
                    Run(step.Steps);
                    if (step.Until.Count > 0 && Values.Ends(Do(-1, step.Until, "product", [_last]))) break;
                }
            }
            else
            {
                _last = (step.Product.StartsWith('.') ? "" : step.Name, Do(step));
            }

            _made[step.Name] = _last;
            _from = step;
        }
    }

    private ulong[] Do(Step step)
    {
        int n = _digests.Length;
        switch (step.Kind)
        {
            case Kind.Parallel:
                return [.. Enumerable.Range(0, n).Select(i => Do(step, i, step.Operations, Incoming(step, i, n)))];
            case Kind.RoundRobin:
                ulong[] row = [];
                for (int round = 0; round < n; round++)
                {
                    var before = row;
                    int now = round;
                    row = [.. Enumerable.Range(0, n).Select(i => Do(step, i, step.Operations, now == 0 ? Incoming(step, i, n) : (step.Name, [before[(i + n - 1) % n]])))];
                }

                return row;
            case Kind.Sequential:
                var at = Incoming(step, 0, 1);
                if (step.First.Count > 0) at = (step.Name, [Do(step, -1, step.First, at)]);
                for (int i = 0; i < n; i++) at = (step.Name, [Do(step, i, step.Operations, at)]);
                return step.Last.Count > 0 ? [Do(step, -1, step.Last, at)] : at.Values;
            default:
                return [Do(step, -1, step.Operations, Incoming(step, 0, 1))];
        }
    }

    /// <summary>What comes from the step before.</summary>
    private (string Group, ulong[] Values) Incoming(Step step, int sink, int sinks)
    {
        if (_from is null || _last.Group.Length == 0) return ("", []);
        string name = _from.Distribution.Length > 0 ? _from.Distribution : Distributions.Fitting(_last.Values.Length, sinks);
        return (_last.Group, [.. Distributions.BuiltIn[name].Links(_last.Values.Length, sinks).Where(link => link.Sink == sink).Select(link => link.Source).Order().Select(source => _last.Values[source])]);
    }

    private ulong Do(Step step, int part, IEnumerable<Operation> operations, (string Group, ulong[] Values) incoming) =>
        Do(part, operations, step.Product, [incoming, .. step.Requires.Select(name => _made[name])]);

    private ulong Do(int part, IEnumerable<Operation> operations, string product, IEnumerable<(string Group, ulong[] Values)> inputs)
    {
        var groups = inputs.Where(input => input.Group.Length > 0 && input.Values.Length > 0).DistinctBy(input => input.Group).Select(input => (input.Group, input.Values.ToImmutableArray()));
        bool loads = part >= 0 && operations.Any(operation => operation.Load.Count > 0);
        var made = Values.Run(operations, product, JobTasks.SeedOf(_artifact.Seed, (uint)Products.Count), loads ? [_digests[part]] : [], groups, _kept[part + 1]);
        _kept[part + 1] = made.Kept;
        Products.Add(made.Product);
        return made.Product;
    }
}
