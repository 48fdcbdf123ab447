namespace AmlIpNet.Protocol;

/// <summary>What the user asks for besides the work itself.</summary>
/// <param name="Priority">Higher goes first; among equals the earlier goes first.</param>
/// <param name="TimeLimit">How long the job may take from its submission, waiting included; null for any time.</param>
/// <param name="MaxFailures">How many executions may fail (by an answer of their handler, not by a death) before the job fails. At least 1.</param>
/// <param name="Label">What the user calls the job; for the strategy that chooses its server.</param>
public readonly record struct JobTerms(int Priority = 0, TimeSpan? TimeLimit = null, int MaxFailures = 2, string? Label = null);
