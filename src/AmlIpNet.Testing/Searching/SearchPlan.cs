namespace AmlIpNet.Testing;

/// <summary>A small world to be searched: who is there, and what may happen besides deliveries and the ends of handlers.</summary>
public sealed record SearchPlan
{
    /// <summary>Main nodes of ours. Default 2.</summary>
    public int Clients { get; init; } = 2;

    /// <summary>Computing nodes of ours, with one slot each. Default 2.</summary>
    public int Servers { get; init; } = 2;

    /// <summary>Clients that behave as AML-IP's. Default 0.</summary>
    public int PlainClients { get; init; }

    /// <summary>Servers that behave as AML-IP's. Default 0.</summary>
    public int PlainServers { get; init; }

    /// <summary>Jobs, given to the clients in turn. Default 2.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>How many steps are tried in every order; after them each state is played to its end in one order. Default 12.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>How often time may pass although something else could happen first. Default 0.</summary>
    public int EarlyTicks { get; init; }

    /// <summary>How many servers may be killed. Default 0.</summary>
    public int Kills { get; init; }

    /// <summary>How many jobs may be cancelled by their users. Default 0.</summary>
    public int Cancels { get; init; }

    /// <summary>Whether jobs have parts, some of which they share, and servers keep them. Default false.</summary>
    public bool Parts { get; init; }

    /// <summary>How often a server may let go of all the parts that it keeps. Default 0.</summary>
    public int Evictions { get; init; }

    /// <summary>The search ends when it has found this many states. Default 1,000,000.</summary>
    public int MaxStates { get; init; } = 1_000_000;
}

/// <summary>What a search has found.</summary>
/// <param name="States">Different states.</param>
/// <param name="Transitions">Steps tried.</param>
/// <param name="Depth">How many steps were tried in every order.</param>
/// <param name="IsComplete">Whether every state up to that depth was found, or the bound on states ended it.</param>
/// <param name="IsExhausted">Whether no step was left in any state: every order of everything was tried, to the very end.</param>
/// <param name="Violation">The first rule that was broken; null when none was.</param>
/// <param name="Trace">The shortest way to the violation, step by step.</param>
public sealed record SearchResult(int States, long Transitions, int Depth, bool IsComplete, bool IsExhausted, string? Violation, IReadOnlyList<string> Trace);
