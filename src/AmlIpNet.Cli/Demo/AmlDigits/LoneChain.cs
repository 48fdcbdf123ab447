using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>The control: one lineage that hears nothing of the others. It is judged as it is and without the atoms of its last batch, as
/// the method's authors do; the better of the two counts.</summary>
internal sealed class LoneChain(Lineage lineage, Examples test) : IChain
{
    private readonly Judge _judge = new(test);

    public IReadOnlyList<Job> NextJobs() => [lineage.NextJob()];

    public void Take(int job, ReadOnlyMemory<byte> solution) => lineage.Take(solution.Span);

    public RoundResult EndRound()
    {
        var (before, solution) = (lineage.State.Union, lineage.Solution);
        foreach (var atom in solution.Refuted) _judge.Remove(before[atom]);
        for (var i = 0; i < solution.SettledAtoms; i++) _judge.Add(solution.NewAtoms[i]);
        var settled = _judge.Accuracy;
        for (var i = solution.SettledAtoms; i < solution.NewAtoms.Count; i++) _judge.Add(solution.NewAtoms[i]);
        lineage.GoOn();
        return new RoundResult(Math.Max(settled, _judge.Accuracy));
    }
}
