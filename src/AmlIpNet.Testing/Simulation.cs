using AmlIpNet.Protocol;

namespace AmlIpNet.Testing;

/// <summary>
/// Runs histories of a whole network in virtual time: the machines of our clients and servers, clients and servers that behave as
/// AML-IP's, a network that behaves as DDS does, users with jobs, and faults. Everything follows from the seed.
/// </summary>
public static class Simulation
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(70);

    /// <summary>How many things may happen in a history.</summary>
    private const int MaxSteps = 400_000;

    /// <summary>Runs the history of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="trace">Whether to write down what happens.</param>
    /// <returns>What came of it; the same for the same seed.</returns>
    public static SimulationResult Run(ulong seed, bool trace = false) => Run(seed, trace, null);

    internal static SimulationResult Run(ulong seed, bool trace, Saboteur? saboteur)
    {
        var prng = new Prng(Prng.Mix(seed ^ 0xA5A5_0000_1234_5678));
        return Run(seed, SimProfile.Draw(prng).WithParts(new Prng(Prng.Mix(seed ^ 0x5A17_0FF5_0000_0001))), prng, trace, saboteur);
    }

    internal static SimulationResult Run(ulong seed, SimProfile profile, Prng prng, bool trace, Saboteur? saboteur)
    {
        var world = new SimWorld(seed, profile, saboteur, trace);
        try
        {
            HistoryPlan.Fill(world, prng, new Prng(Prng.Mix(seed ^ 0x5A17_0FF5_0000_0002)));
            Play(world, prng);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            world.Book.Violate(null, $"a machine threw: {error}");
        }

        return new SimulationResult(seed, profile.ToString(), world.Trace.Hash, world.Steps, world.Book.Submitted, world.Executions.Count, world.NativeWrites, world.Book.Violation, world.Trace.Lines);
    }

    private static void Play(SimWorld world, Prng prng)
    {
        // The faults, and then time to get over them.
        RunUntil(world, HistoryPlan.FaultsUntil);
        EndFaults(world, prng);
        var end = world.Now + s_bound;
        while (world.Book.OpenJobs > 0 && RunOne(world, end)) { }
        RunUntil(world, world.Now + s_rest);
        if (world.Book.Violation is null) world.Book.CheckEnd();
    }

    private static void RunUntil(SimWorld world, TimeSpan end)
    {
        while (RunOne(world, end)) { }
    }

    private static bool RunOne(SimWorld world, TimeSpan end)
    {
        if (world.Book.Violation is not null) return false;
        if (world.Steps < MaxSteps) return world.Step(end);
        world.Book.Violate(null, $"{MaxSteps:N0} things have happened, and there is no end");
        return false;
    }

    // Repairs come by themselves. Somebody must be there to do what is left.
    private static void EndFaults(SimWorld world, Prng prng)
    {
        foreach (var fault in world.Faults) fault.Miss();
        RunUntil(world, world.Now + TimeSpan.FromSeconds(6));
        if (!world.Nodes.Exists(n => n is NativeServer { IsAlive: true, Machine.State: ServerState.Open })) world.AddServer(prng);
    }
}
