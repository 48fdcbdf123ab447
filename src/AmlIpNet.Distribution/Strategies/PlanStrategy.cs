using System.Collections.Immutable;
using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>
/// Lets a Main node do a plan: a job whose label is a task of the plan (<c>A1</c>, or <c>A1@anything</c> to do the plan over and over) goes to the node that has its worker's name, and waits
/// for it while it is busy. A task that was queued, or whose worker is not there or lacks what it needs, goes to the first node in the plan's order that has what it needs
/// free; what it consumes is free again when the job has ended. Such jobs are not auctioned: of AML-IP's nodes it is not known what they have. Any other job is another strategy's.
/// </summary>
/// <remarks>What tasks use up is kept account of among the jobs of one Main node: another one with the same workers does not know of them. A task that needs much may wait for long while others that need little keep its nodes in use.</remarks>
public sealed class PlanStrategy : IAssignmentStrategy
{
    private readonly ImmutableArray<string> _consumables;
    private readonly IAssignmentStrategy _others;
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly int _workers;

    /// <param name="plan">What to do.</param>
    /// <param name="others">For jobs that are not in the plan; by default the least loaded node.</param>
    public PlanStrategy(Plan plan, IAssignmentStrategy? others = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _consumables = plan.Consumables;
        _others = others ?? AssignmentStrategies.LeastLoaded;
        _workers = plan.Workers.Length;
        for (int i = 0; i < _workers; i++) _columns.Add(plan.Workers[i].Name, i);
        foreach (var placement in plan.Placements)
        {
            var task = plan.Tasks[placement.Task];
            _places.Add(task.Name, new Place(task.Requires, placement.Home, placement.IsQueued ? null : plan.Workers[placement.Worker].Name));
        }

        _byName = _places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <inheritdoc/>
    public int Choose(in AssignmentQuestion question)
    {
        if (Find(question.Job.Label) is not { } place) return _others.Choose(question);
        if (place.Worker is not null && IsThere(question, place)) return FindFree(question, place, place.Worker);
        return FindFree(question, place, null);
    }

    /// <inheritdoc/>
    public NodeId HomeOf(in AssignmentQuestion question)
    {
        if (Find(question.Job.Label) is not { Worker: { } worker } place) return default;
        NodeId home = default;
        foreach (ref readonly var server in question.Servers)
        {
            if (server.Name != worker || !place.Requires.AreMetBy(server.Attributes)) continue;
            if (!home.IsUndefined) return default; // two of one name: either may have it
            home = server.Server;
        }

        return home;
    }

    /// <inheritdoc/>
    public bool MayAuction(in AssignedJob job) => Find(job.Label) is null && _others.MayAuction(job);

    private Place? Find(string? label)
    {
        if (label is null) return null;
        int end = label.IndexOf('@');
        return _byName.TryGetValue(end < 0 ? label : label.AsSpan(0, end), out var place) ? place : null;
    }

    private static bool IsThere(in AssignmentQuestion question, Place place)
    {
        foreach (ref readonly var server in question.Servers)
        {
            if (server.Name == place.Worker && place.Requires.AreMetBy(server.Attributes)) return true;
        }

        return false;
    }

    /// <summary>The first in the plan's order that has enough left; of those with this name only, if one is given.</summary>
    private int FindFree(in AssignmentQuestion question, Place place, string? name)
    {
        int best = IAssignmentStrategy.Wait, bestTurn = int.MaxValue;
        for (int i = 0; i < question.Candidates.Length; i++)
        {
            ref readonly var server = ref question.Candidates[i];
            if (name is not null && server.Name != name) continue;
            int turn = _columns.TryGetValue(server.Name, out int column) ? (column - Math.Max(0, place.Home) + _workers) % _workers : int.MaxValue - 1;
            if (turn < bestTurn && place.Requires.AreMetBy(server.Attributes) && HasLeft(server, question.Job.Job, place.Requires)) (best, bestTurn) = (i, turn);
        }

        return best;
    }

    private bool HasLeft(in ServerCandidate server, ulong job, Demands requires)
    {
        foreach (var (attribute, amount) in requires)
        {
            if (!_consumables.Contains(attribute)) continue;
            decimal used = 0;
            for (int i = 0; i < server.Jobs.Count; i++)
            {
                var other = server.Jobs[i];
                if (other.Job != job && Find(other.Label) is { } place) used += AmountOf(place.Requires, attribute);
            }

            if (!Quantity.TryParse(server.Attributes.Find(attribute), out decimal has) || has < used + amount) return false;
        }

        return true;
    }

    private static decimal AmountOf(Demands requires, string attribute)
    {
        foreach (var demand in requires)
        {
            if (demand.Attribute == attribute) return demand.Amount;
        }

        return 0;
    }

    private sealed record Place(Demands Requires, int Home, string? Worker);
}
