using System.Globalization;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Demo.Planning;

/// <summary>What came of a plan.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="AsPlanned">Jobs solved by the worker that the plan names.</param>
/// <param name="Elsewhere">Jobs solved by another one, since theirs was gone.</param>
/// <param name="Queued">Jobs that the plan queued, solved when a worker was free for them.</param>
/// <param name="Unfit">Jobs solved by a worker that lacks what they need: always 0.</param>
/// <param name="Squares">Squares that the merged chain did to the end.</param>
/// <param name="Balanced">Those of them in which every worker met every shard once, each round a different one.</param>
/// <param name="Meetings">By worker, how often it met each shard.</param>
internal sealed record PlanOutcome(Plan Plan, int AsPlanned, int Elsewhere, int Queued, int Unfit, int Squares, int Balanced, IReadOnlyDictionary<string, int[]> Meetings)
{
    public string Words
    {
        get
        {
            string kind = Plan.Certificate.IsGrecoLatin ? "Greco-Latin" : "Latin, not Greco-Latin";
            string balance = Squares == 0 ? "No square was done to the end" : $"In {Balanced} of {Squares} squares every worker met every shard once, each round a different one";
            string rest = Queued + Elsewhere == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Queued} queued ones when a worker was free for them, {Elsewhere} elsewhere because theirs was gone");
            return string.Create(CultureInfo.InvariantCulture, $"Plan ({kind}, order {Plan.Workers.Length}, seed {Plan.Seed}): {AsPlanned} jobs by the planned worker{rest}; {Unfit} by one that lacks what they need. {balance}.");
        }
    }
}
