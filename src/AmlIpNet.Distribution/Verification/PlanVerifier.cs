using System.Globalization;

namespace AmlIpNet.Distribution;

/// <summary>Checks a plan by what stands in it alone. It knows nothing of how plans are made: it shares the data's types with the planner, and no code.</summary>
public static class PlanVerifier
{
    private const int MaxFaults = 20;

    /// <summary>Counts everything anew, and compares it with the certificate.</summary>
    public static PlanReport Verify(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var faults = new List<string>();
        CheckNames(plan, faults);
        bool isWhole = CheckEachTaskOnce(plan, faults);
        var usage = new UsageCheck(plan);
        bool requirements = usage.CheckRequirements(faults);
        bool reservations = usage.CheckReservations(faults);
        bool queue = usage.CheckQueue(faults);
        bool isSquare = plan.IsDesign && isWhole;
        bool shards = isSquare && SquareCheck.IsLatin(plan, task => task.Shard), kinds = isSquare && SquareCheck.IsLatin(plan, task => task.Kind), pairs = isSquare && SquareCheck.HasEachPairOnce(plan);
        if (plan.IsDesign && !shards) faults.Add("A worker's column or a round has a shard twice.");
        if (plan.IsDesign && !pairs) faults.Add("A pair of a shard and a kind is there twice, or not at all.");

        var loads = new int[plan.Workers.Length];
        foreach (var placement in plan.Placements)
        {
            if (placement.Worker >= 0 && placement.Worker < loads.Length) loads[placement.Worker]++;
        }

        int queued = plan.Placements.Count(placement => placement.Worker < 0);
        var counted = new Certificate(
            plan.Placements.Length - queued, plan.Placements.Count(placement => placement.Worker >= 0 && placement.Worker != placement.Home), queued,
            loads.Length == 0 ? 0 : loads.Min(), loads.Length == 0 ? 0 : loads.Max(), requirements, reservations, queue, shards, kinds, pairs);
        if (plan.Method == PlanMethod.Latin && !plan.IsDesign && counted is { Moved: 0, Queued: 0 } && counted.LargestLoad - counted.SmallestLoad > 1)
            faults.Add($"All tasks are at home, and yet a worker has {counted.LargestLoad} of them and another one {counted.SmallestLoad}.");
        if (faults.Count > MaxFaults) faults = [.. faults.Take(MaxFaults), $"And {faults.Count - MaxFaults} more."];
        return new PlanReport(counted, faults, [.. Differences(plan.Certificate, counted)]);
    }

    private static void CheckNames(Plan plan, List<string> faults)
    {
        var workers = new HashSet<string>(plan.Workers.Length, StringComparer.Ordinal);
        faults.AddRange(plan.Workers.Where(worker => !workers.Add(worker.Name)).Select(worker => $"Two workers are called {worker.Name}."));
        var tasks = new HashSet<string>(plan.Tasks.Length, StringComparer.Ordinal);
        faults.AddRange(plan.Tasks.Where(task => !tasks.Add(task.Name)).Select(task => $"Two tasks are called {task.Name}."));
    }

    private static bool CheckEachTaskOnce(Plan plan, List<string> faults)
    {
        var times = new int[plan.Tasks.Length];
        int before = faults.Count;
        foreach (var placement in plan.Placements)
        {
            if (placement.Task < 0 || placement.Task >= times.Length || placement.Worker >= plan.Workers.Length || placement.Home >= plan.Workers.Length || placement.Round < 0)
                faults.Add($"The plan places task {placement.Task} at worker {placement.Worker}, and has no such task, worker or round.");
            else if (++times[placement.Task] == 2) faults.Add($"The task {plan.Tasks[placement.Task].Name} is placed twice.");
        }

        for (int task = 0; task < times.Length; task++)
        {
            if (times[task] == 0) faults.Add($"The task {plan.Tasks[task].Name} is neither placed nor queued.");
        }

        return faults.Count == before;
    }

    private static IEnumerable<string> Differences(Certificate claimed, Certificate counted)
    {
        (string What, object Claimed, object Counted)[] rows =
        [
            ("placed tasks", claimed.Placed, counted.Placed), ("tasks not at home", claimed.Moved, counted.Moved), ("queued tasks", claimed.Queued, counted.Queued),
            ("the smallest load", claimed.SmallestLoad, counted.SmallestLoad), ("the largest load", claimed.LargestLoad, counted.LargestLoad),
            ("that requirements hold", claimed.RequirementsHold, counted.RequirementsHold), ("that reservations hold", claimed.ReservationsHold, counted.ReservationsHold),
            ("that nothing is queued in vain", claimed.QueueIsNeeded, counted.QueueIsNeeded), ("that shards are Latin", claimed.ShardsAreLatin, counted.ShardsAreLatin),
            ("that kinds are Latin", claimed.KindsAreLatin, counted.KindsAreLatin), ("that each pair is there once", claimed.EachPairOnce, counted.EachPairOnce),
        ];
        return rows.Where(row => !row.Claimed.Equals(row.Counted)).Select(row => string.Create(CultureInfo.InvariantCulture, $"The certificate claims of {row.What}: {row.Claimed}; counted: {row.Counted}."));
    }
}
