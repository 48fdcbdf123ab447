using System.Globalization;
using System.Text;

namespace AmlIpNet.Distribution;

/// <summary>A plan as text: a row for each round, a column for each worker; what does not fit is counted.</summary>
internal static class PlanTable
{
    private const int MaxColumns = 16, MaxRows = 40, MaxRest = 20;

    public static string Show(Plan plan)
    {
        var text = new StringBuilder();
        text.AppendLine(Headline(plan));
        if (plan.Workers.Length > 0 && plan.Tasks.Length > 0) Grid(plan, text);
        Rest(plan, text);
        foreach (string line in Claims(plan)) text.AppendLine(line);
        return text.ToString().TrimEnd();
    }

    private static string Headline(Plan plan)
    {
        string what = plan.Method switch
        {
            PlanMethod.Published => "Round robin as published",
            PlanMethod.Latin => "Latin plan",
            _ => plan.Certificate.IsGrecoLatin ? "Greco-Latin plan" : "Latin plan, kinds shuffled (it is not Greco-Latin: no orthogonal pair of this order exists or is built)",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{what}, seed {plan.Seed}: {Count(plan.Tasks.Length, "task")} for {Count(plan.Workers.Length, "worker")}{(plan.IsDesign ? $" in {Count(plan.Rounds, "round")}" : "")}");
    }

    private static void Grid(Plan plan, StringBuilder text)
    {
        int columns = Math.Min(plan.Workers.Length, MaxColumns), rows = Math.Min(plan.Rounds, MaxRows);
        string[] heads = [.. plan.Workers.Take(columns).Select(worker => worker.Name)];
        var cells = new string[rows, columns];
        foreach (var placement in plan.Placements)
        {
            if (placement.Round < rows && placement.Home < columns) cells[placement.Round, placement.Home] = plan.Tasks[placement.Task].Name + (placement.IsQueued ? "?" : placement.IsMoved ? ">" : "");
        }

        int[] widths = [.. heads.Select((head, column) => Math.Max(head.Length, Enumerable.Range(0, rows).Max(row => cells[row, column]?.Length ?? 0)))];
        Line("round", column => heads[column], columns < plan.Workers.Length ? $"  and {plan.Workers.Length - columns} more" : "");
        for (int row = 0; row < rows; row++)
        {
            int index = row;
            Line((row + 1).ToString(CultureInfo.InvariantCulture), column => cells[index, column] ?? "", "");
        }

        if (rows < plan.Rounds) text.AppendLine($"and {plan.Rounds - rows} more rounds");

        void Line(string head, Func<int, string> cell, string tail)
        {
            var line = new StringBuilder(head.PadLeft(5));
            for (int column = 0; column < columns; column++) line.Append("  ").Append(cell(column).PadRight(widths[column]));
            text.AppendLine(line.ToString().TrimEnd() + tail);
        }
    }

    private static void Rest(Plan plan, StringBuilder text)
    {
        int shown = 0;
        foreach (var placement in plan.Placements)
        {
            if (placement.Home >= 0 && placement.Worker == placement.Home) continue;
            if (++shown > MaxRest) continue;
            var task = plan.Tasks[placement.Task];
            string needs = task.Requires.Count == 0 ? "" : $" (needs {task.Requires})";
            text.AppendLine(placement.IsQueued ? $"  ? {task.Name}{needs} is queued" : $"  > {task.Name}{needs} goes to {plan.Workers[placement.Worker].Name}");
        }

        if (shown > MaxRest) text.AppendLine($"  and {shown - MaxRest} more that are queued or elsewhere");
    }

    private static IEnumerable<string> Claims(Plan plan)
    {
        var claims = plan.Certificate;
        yield return string.Create(CultureInfo.InvariantCulture, $"{claims.Placed:N0} placed, {claims.Moved:N0} of them not at home; {claims.Queued:N0} queued; {claims.SmallestLoad:N0} to {claims.LargestLoad:N0} tasks a worker.");
        if (plan.IsDesign)
        {
            yield return $"Each worker and each round has each shard once: {YesNo(claims.ShardsAreLatin)}; each kind once: {YesNo(claims.KindsAreLatin)}; each pair of them occurs once: {YesNo(claims.EachPairOnce)}."
                + (claims.Moved + claims.Queued > 0 && claims.ShardsAreLatin ? " So it would be with all tasks at home." : "");
        }

        yield return $"Requirements hold: {YesNo(claims.RequirementsHold)}; reservations hold: {YesNo(claims.ReservationsHold)}; nothing is queued in vain: {YesNo(claims.QueueIsNeeded)}.";
    }

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
