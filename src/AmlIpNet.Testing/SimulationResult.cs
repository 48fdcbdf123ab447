namespace AmlIpNet.Testing;

/// <summary>What came of a history.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Profile">Who took part, and what went wrong.</param>
/// <param name="TraceHash">A hash of all that happened: the same for the same seed.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Jobs">Jobs that were submitted.</param>
/// <param name="Executions">Executions of handlers.</param>
/// <param name="NativeMessages">Samples written on native topics.</param>
/// <param name="Violation">The rule that was broken first; null when none was.</param>
/// <param name="Trace">What happened, line by line, when it was asked for.</param>
public sealed record SimulationResult(
    ulong Seed, string Profile, ulong TraceHash, long Steps, int Jobs, int Executions, long NativeMessages, string? Violation, IReadOnlyList<string> Trace);
