namespace AmlIpNet.Distribution;

/// <summary>Whether a plan's grid is a square with each symbol once in each row and column.</summary>
internal static class SquareCheck
{
    public static bool IsLatin(Plan plan, Func<PlanTask, int> symbolOf)
    {
        int n = plan.Workers.Length;
        if (plan.Placements.Length != n * n) return false;
        bool[] inRow = new bool[n * n], inColumn = new bool[n * n];
        foreach (var placement in plan.Placements)
        {
            int symbol = symbolOf(plan.Tasks[placement.Task]);
            if (symbol < 0 || symbol >= n || placement.Round >= n || placement.Home < 0 || placement.Home >= n) return false;
            if (inRow[placement.Round * n + symbol] || inColumn[placement.Home * n + symbol]) return false;
            inRow[placement.Round * n + symbol] = inColumn[placement.Home * n + symbol] = true;
        }

        return true;
    }

    public static bool HasEachPairOnce(Plan plan)
    {
        int n = plan.Workers.Length;
        var seen = new bool[n * n];
        int pairs = 0;
        foreach (var placement in plan.Placements)
        {
            var task = plan.Tasks[placement.Task];
            if (task.Shard < 0 || task.Shard >= n || task.Kind < 0 || task.Kind >= n || seen[task.Shard * n + task.Kind]) return false;
            seen[task.Shard * n + task.Kind] = true;
            pairs++;
        }

        return pairs == n * n;
    }
}
