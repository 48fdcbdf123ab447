using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

public static partial class Planner
{
    /// <summary>
    /// Gives tasks to workers by the published algorithm, to the letter: task by task, worker by worker, and a task that does not fit the worker whose turn it is gets queued. An
    /// attribute that a worker lacks counts as there, and nothing is used up. The matrix of the original, of which only the diagonal is ever filled, is left out, and so is
    /// its crash without workers: then all is queued. For comparison: its certificate says what it breaks.
    /// </summary>
    /// <exception cref="PlanException">The request cannot be met; the message says why.</exception>
    public static Plan DistributeAsPublished(PlanRequest request, IReadOnlyList<PlanTask> tasks)
    {
        Check(request, tasks);
        int n = request.Workers.Length;
        var (_, certifier) = Start(request);
        var placements = ImmutableArray.CreateBuilder<Placement>(tasks.Count);
        for (int task = 0; task < tasks.Count; task++)
        {
            int turn = n == 0 ? -1 : task % n;
            bool fits = n > 0 && SeemsToFit(request.Workers[turn], tasks[task].Requires);
            var placement = new Placement(task, n == 0 ? 0 : task / n, turn, fits ? turn : Placement.Queued);
            placements.Add(placement);
            certifier.Note(placement, tasks[task].Requires);
        }

        certifier.EndScope();
        return Finish(PlanMethod.Published, ReservationScope.Plan, request, tasks, placements, certifier);
    }

    private static bool SeemsToFit(PlanWorker worker, Demands demands)
    {
        foreach (var (attribute, amount) in demands)
        {
            if (Quantity.TryParse(worker.Attributes.Find(attribute), out decimal has) && has < amount) return false;
        }

        return true;
    }
}
