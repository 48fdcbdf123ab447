using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.Planning;

/// <summary>Which random numbers a job gets: its own or, by plan, those of its kind, the same for all shards in the rounds of one square.</summary>
internal sealed class JobSeeds(ulong seed, DemoPlan? plan = null)
{
    public ulong Of(int shard, int round) => plan is null
        ? SplitMix64.Combine(seed, shard, round)
        : SplitMix64.Combine(seed, -1, plan.CycleOf(round), plan.KindOf(round, shard));
}
