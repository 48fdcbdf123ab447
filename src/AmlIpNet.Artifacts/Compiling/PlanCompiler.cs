using System.Collections.Immutable;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>Makes jobs of steps. Pure: the same artifact, workers and decisions give the same plan. Iterations are compiled round by round.</summary>
internal sealed partial class PlanCompiler
{
    private readonly PlanShape _shape;
    private readonly ImmutableArray<CompiledJob>.Builder _jobs;
    private PlanFrame? _frame;
    private Step? _from;
    private ImmutableArray<CompiledJob> _exits;
    private ImmutableDictionary<string, ImmutableArray<CompiledJob>> _made;

    private PlanCompiler(PlanShape shape, PlanPosition position, ImmutableArray<CompiledJob> jobs)
    {
        _shape = shape;
        _jobs = jobs.ToBuilder();
        (_frame, _from, _exits, _made) = (position.Frame, position.From, position.Exits, position.Made);
    }

    /// <summary>Compiles as far as decisions were made.</summary>
    /// <param name="artifact">Valid for so many workers (ArtifactValidator says), with its defaults filled in.</param>
    /// <param name="workers">How many workers there are.</param>
    /// <param name="distributions">By name.</param>
    /// <param name="decisions">What was decided at the ends of rounds.</param>
    public static CompiledPlan Compile(Artifact artifact, int workers, ImmutableDictionary<string, IDistribution> distributions, IEnumerable<bool>? decisions = null)
    {
        var shape = new PlanShape(workers, distributions);
        shape.Add(artifact.Steps);
        var start = new PlanPosition(new PlanFrame(artifact.Steps, 0, null, 0, "", null), null, [], ImmutableDictionary<string, ImmutableArray<CompiledJob>>.Empty);
        var plan = new PlanCompiler(shape, start, []).Continue([]);
        foreach (bool another in decisions ?? []) plan = CompileNextRound(plan, another);
        return plan;
    }

    /// <summary>Goes on from the end of a round: with the next one if it is wanted and there is one left, otherwise with what follows the iteration. The jobs so far stay as they are.</summary>
    public static CompiledPlan CompileNextRound(CompiledPlan plan, bool another)
    {
        var frame = plan.Position.Frame ?? throw new InvalidOperationException("The plan is complete: no round is open.");
        var compiler = new PlanCompiler(plan.Shape, plan.Position, plan.Jobs);
        if (another && frame.Round + 1 < frame.Iterate!.Rounds) compiler._frame = frame with { At = 0, Round = frame.Round + 1 };
        else compiler.Leave(frame);
        return compiler.Continue(plan.Decisions.Add(another));
    }

    private CompiledPlan Continue(ImmutableArray<bool> decisions)
    {
        while (_frame is { } frame)
        {
            if (frame.At < frame.Steps.Count)
            {
                var step = frame.Steps[frame.At];
                _frame = frame = frame with { At = frame.At + 1 };
                if (step.Kind == Kind.Iterate) _frame = new PlanFrame(step.Steps, 0, step, 0, $"{PathOf(frame)}{step.Name}", frame);
                else Add(step, frame);
            }
            else if (frame.Iterate is { } iterate)
            {
                if (iterate.Until.Count > 0) AddUntil(iterate, frame);
                break;
            }
            else _frame = null;
        }

        return new CompiledPlan(_shape, new PlanPosition(_frame, _from, _exits, _made), _jobs.DrainToImmutable(), decisions);
    }

    /// <summary>What comes after an iteration takes in the products of its last round, as the iteration's own distribution says.</summary>
    private void Leave(PlanFrame frame)
    {
        _made = _made.SetItem(frame.Iterate!.Name, _exits);
        _from = frame.Iterate;
        _frame = frame.Parent;
    }

    private static string PathOf(PlanFrame frame) => frame.Iterate is null ? frame.Path : $"{frame.Path}[{frame.Round}]/";

    /// <summary>The names under which the products of a frame's step may be required.</summary>
    private static IEnumerable<string> NamesOf(Step step, PlanFrame frame)
    {
        yield return step.Name;
        for (var at = frame; at is { Iterate: { } iterate } && at.At == at.Steps.Count; at = at.Parent!) yield return iterate.Name;
    }
}
