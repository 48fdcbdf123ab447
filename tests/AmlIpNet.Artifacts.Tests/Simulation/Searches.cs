namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>Goes every way through a small world.</summary>
internal static class Searches
{
    /// <summary>Searches until all states were seen, or so many.</summary>
    public static (int States, long Steps, bool IsComplete, string? Violation) Search(Func<SimWorld> create, int limit)
    {
        var seen = new HashSet<UInt128>();
        var ways = new Stack<int[]>();
        ways.Push([]);
        long steps = 0;
        while (ways.TryPop(out int[]? way))
        {
            var world = create();
            foreach (int choice in way) Step(world, choice);
            var path = new List<int>(way);
            while (seen.Add(world.Fingerprint()))
            {
                if (seen.Count > limit) return (seen.Count, steps, false, null);
                int choices = world.Moves().Count + world.Mishaps().Count;
                for (int i = 1; i < choices; i++) ways.Push([.. path, i]);
                path.Add(0);
                steps++;
                if (!Step(world, 0)) break;
            }

            if (world.Violation is { } violation) return (seen.Count, steps, false, $"{violation} (after the choices {string.Join(' ', path)})");
        }

        return (seen.Count, steps, true, null);
    }

    private static bool Step(SimWorld world, int choice)
    {
        Action[] moves = [.. world.Moves(), .. world.Mishaps()];
        if (moves.Length == 0 || (choice == 0 && world.Moves().Count == 0)) return world.Rest();
        moves[choice]();
        return world.Violation is null;
    }
}
