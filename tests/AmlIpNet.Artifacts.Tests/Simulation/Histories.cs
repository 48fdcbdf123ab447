namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>What became of histories.</summary>
internal sealed record Tally(int Histories, long Steps, long Jobs, long Runs, long Reruns, long Restarts, string? Violation);

/// <summary>Random walks through what can happen.</summary>
internal static class Histories
{
    private const int MaxSteps = 20_000;

    /// <summary>Runs histories, seed after seed, until one breaks a rule.</summary>
    public static Tally Run(int seed, int count, Func<Sabotage>? bug = null)
    {
        var tally = new Tally(0, 0, 0, 0, 0, 0, null);
        for (int i = 0; i < count && tally.Violation is null; i++)
        {
            var world = Run(unchecked(seed + i), bug?.Invoke() ?? new Sabotage(), out int steps);
            tally = new Tally(tally.Histories + 1, tally.Steps + steps, tally.Jobs + world.Expected.Count, tally.Runs + world.Runs, tally.Reruns + world.Reruns, tally.Restarts + world.Restarts,
                world.Violation is null ? null : $"seed {unchecked(seed + i)}: {world.Violation}");
        }

        return tally;
    }

    /// <summary>The history of one seed.</summary>
    public static SimWorld Run(int seed, Sabotage bug, out int steps, Action<string>? tell = null)
    {
        var random = new Random(seed);
        int workers = random.Next(1, 5);
        var artifact = RandomArtifacts.Next(random, workers);
        tell?.Invoke(ArtifactText.ToYaml(artifact));
        int Some(int most) => random.Next(3) == 0 ? 0 : random.Next(most + 1);
        var faults = random.Next(10) == 0 ? new Faults() : new Faults
        {
            Deaths = Some(4),
            Crashes = Some(4),
            Failures = Some(5),
            Doubles = Some(4),
            LostAnswers = Some(4),
            Unreachable = Some(3),
            LostKeys = Some(3),
            Forgotten = Some(3),
            Blinks = Some(3),
            Cancels = Some(1),
            EarlyTimes = Some(3),
            Hangs = Some(2),
        };
        var world = new SimWorld(artifact, workers, faults, bug, hasCopies: random.Next(2) == 0, hasReplica: random.Next(2) == 0, tell);
        int eagerness = random.Next(3, 40);
        for (steps = 0; steps < MaxSteps && world.Violation is null; steps++)
        {
            if (random.Next(eagerness) == 0 && world.Mishaps() is { Count: > 0 } mishaps) mishaps[random.Next(mishaps.Count)]();
            else if (world.Moves() is { Count: > 0 } moves) moves[random.Next(moves.Count)]();
            else if (!world.Rest()) break;
        }

        return world;
    }
}
