using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

/// <summary>Makes plans. The same request gives the same plan; the names of workers and tasks make no difference to it.</summary>
public static partial class Planner
{
    /// <summary>
    /// Gives tasks to workers by seeded Latin squares: the tasks are shuffled and dealt row by row, so that loads differ by one at most. A task that its worker cannot take
    /// goes to the next one in the row that can, or is queued if there is none. All tasks of the plan use what they consume at the same time.
    /// </summary>
    /// <exception cref="PlanException">The request cannot be met; the message says why.</exception>
    public static Plan Distribute(PlanRequest request, IReadOnlyList<PlanTask> tasks)
    {
        Check(request, tasks);
        int n = request.Workers.Length;
        var random = new SeededRandom(request.Seed);
        int[] order = random.Permutation(tasks.Count);
        var (ledger, certifier) = Start(request);
        var placements = ImmutableArray.CreateBuilder<Placement>(tasks.Count);
        GrecoLatinSquare? square = null;
        var dealt = new int[n]; // the tasks of a row by column
        if (n == 0) QueueAll(tasks, certifier, placements);
        for (int start = 0, round = 0; n > 0 && start < tasks.Count; start += n, round++)
        {
            int row = round % n;
            if (row == 0) square = GrecoLatinSquare.CreateLatin(n, random.Next());
            Array.Fill(dealt, -1);
            for (int column = 0; column < n; column++)
            {
                int symbol = square!.Latin(row, column);
                if (start + symbol < tasks.Count) dealt[column] = order[start + symbol];
            }

            PlaceRow(round, dealt, tasks, ledger, certifier, placements);
        }

        certifier.EndScope();
        return Finish(PlanMethod.Latin, ReservationScope.Plan, request, tasks, placements, certifier);
    }

    /// <summary>All that fit go to the worker in whose column they stand; then the others to the next ones to the right, and so on around, that can take them.</summary>
    private static void PlaceRow(int round, ReadOnlySpan<int> row, IReadOnlyList<PlanTask> tasks, Ledger ledger, Certifier certifier, ImmutableArray<Placement>.Builder placements)
    {
        int first = placements.Count;
        for (int home = 0; home < row.Length; home++)
        {
            if (row[home] < 0) continue;
            bool fits = ledger.CanTake(home, tasks[row[home]].Requires);
            placements.Add(new Placement(row[home], round, home, fits ? home : Placement.Queued));
            if (fits) certifier.Note(placements[placements.Count - 1], tasks[row[home]].Requires);
        }

        for (int i = first; i < placements.Count; i++)
        {
            if (!placements[i].IsQueued) continue;
            var demands = tasks[placements[i].Task].Requires;
            placements[i] = placements[i] with { Worker = NextThatCan(ledger, row.Length, placements[i].Home, demands) };
            certifier.Note(placements[i], demands);
        }
    }

    private static void QueueAll(IReadOnlyList<PlanTask> tasks, Certifier certifier, ImmutableArray<Placement>.Builder placements)
    {
        for (int task = 0; task < tasks.Count; task++)
        {
            placements.Add(new Placement(task, 0, -1, Placement.Queued));
            certifier.Note(placements[placements.Count - 1], tasks[task].Requires);
        }
    }

    private static int NextThatCan(Ledger ledger, int workers, int home, Demands demands)
    {
        for (int i = 1; i < workers; i++)
        {
            int worker = (home + i) % workers;
            if (ledger.CanTake(worker, demands)) return worker;
        }

        return Placement.Queued;
    }

    private static (Ledger Ledger, Certifier Certifier) Start(PlanRequest request)
    {
        var ledger = new Ledger(request.Workers, request.Consumables);
        ledger.Clear();
        return (ledger, new Certifier(ledger, request.Workers.Length));
    }

    private static Plan Finish(PlanMethod method, ReservationScope scope, PlanRequest request, IReadOnlyList<PlanTask> tasks, ImmutableArray<Placement>.Builder placements, Certifier certifier) =>
        new(method, request.Seed, scope, request.Consumables, request.Workers, [.. tasks], placements.MoveToImmutable(), certifier.Certify(false, false, false), isDesign: false);

    private static void Check(PlanRequest request, IReadOnlyList<PlanTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(tasks);
        request.Validate();
        if (tasks.Count > Plan.MaxTasks) throw new PlanException($"{tasks.Count} tasks are too many: a plan has at most {Plan.MaxTasks}. Make several plans.");
        PlanNames.Check(tasks.Select(task => task.Name), "task");
    }
}
