namespace AmlIpNet.Testing;

/// <summary>
/// Tries every order of what may happen in a small world, level by level, up to a depth. A state is known by its hash: the saved
/// machines, what is under way, what is foreseen. A state is reached again by repeating the choices that led to it.
/// </summary>
public static class ExhaustiveSearch
{
    private const int MostTicksToEnd = 400;
    private const int MostStepsToEnd = 5_000;

    /// <summary>Searches.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SearchResult Run(SearchPlan plan, CancellationToken cancellationToken = default) => Run(plan, null, cancellationToken);

    internal static SearchResult Run(SearchPlan plan, Func<Saboteur>? saboteur, CancellationToken cancellationToken = default)
    {
        var seen = new HashSet<ulong>();
        var level = new List<byte[]> { Array.Empty<byte>() };
        long transitions = 0;
        for (int depth = 0; depth < plan.Depth; depth++)
        {
            var next = new List<byte[]>();
            foreach (byte[] path in level)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int choices = SmallWorld.At(plan, path, saboteur?.Invoke()).Choices();
                for (int choice = 0; choice < choices; choice++)
                {
                    byte[] longer = [.. path, (byte)choice];
                    var world = SmallWorld.At(plan, longer, saboteur?.Invoke());
                    transitions++;
                    if (world.Violation is not null) return Found(plan, longer, saboteur, seen.Count, transitions, depth + 1);
                    if (!seen.Add(world.Hash())) continue;
                    if (seen.Count >= plan.MaxStates) return new(seen.Count, transitions, depth, false, false, null, []);
                    next.Add(longer);
                }
            }

            if (next.Count == 0) return new(seen.Count, transitions, depth, true, true, null, []);
            level = next;
            foreach (byte[] path in level)
            {
                // Only states that go no further, and those at the end of the depth, need to be played to the end: the others lead to them.
                var world = SmallWorld.At(plan, path, saboteur?.Invoke());
                if (depth + 1 < plan.Depth && world.Choices() > 0) continue;
                world.PlayToEnd(MostTicksToEnd, MostStepsToEnd);
                if (world.Violation is not null) return Found(plan, path, saboteur, seen.Count, transitions, depth + 1);
            }
        }

        return new(seen.Count, transitions, plan.Depth, true, false, null, []);
    }

    private static SearchResult Found(SearchPlan plan, byte[] path, Func<Saboteur>? saboteur, int states, long transitions, int depth)
    {
        var world = SmallWorld.At(plan, path, saboteur?.Invoke(), records: true);
        if (world.Violation is null) world.PlayToEnd(MostTicksToEnd, MostStepsToEnd);
        return new(states, transitions, depth, false, false, world.Violation, world.Trace);
    }
}
