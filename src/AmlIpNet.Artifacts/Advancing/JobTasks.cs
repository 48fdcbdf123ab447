using Google.Protobuf;

namespace AmlIpNet.Artifacts;

/// <summary>What a node is told of a job.</summary>
internal static class JobTasks
{
    /// <summary>The task of an attempt.</summary>
    /// <param name="machine">Whose job it is.</param>
    /// <param name="job">The job.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="keeper">The job whose variables it starts with.</param>
    public static JobTask Make(ArtifactMachine machine, CompiledJob job, uint attempt, JobRecord? keeper)
    {
        var task = new JobTask
        {
            Artifact = machine.Artifact.Id,
            Job = job.Number,
            Attempt = attempt,
            Step = job.Step,
            Round = job.Round,
            Index = job.Index,
            Count = job.Count,
            Seed = SeedOf(machine.Artifact.Seed, job.Number),
            Product = job.Product,
            Kept = keeper is null ? "" : ResourceKeys.Kept(keeper.Number, keeper.Attempt),
        };
        task.Operations.Add(job.Operations);
        task.Received.Add(job.Inputs.Select(input => new ReceivedGroup { Name = input.Step, Count = (uint)input.Jobs.Length }));
        task.Next.Add(ReadersOf(machine, job));
        if (job.Part != CompiledJob.Scheduler)
        {
            var sources = machine.Context.Workers[job.Part].Sources;
            foreach (string source in job.Sources) task.Parts[source] = sources.FirstOrDefault(has => has.Name == source && !has.Replica)?.Digest ?? "";
        }

        return task;
    }

    /// <summary>The nodes that may read a job's product, as far as they are known now.</summary>
    public static IEnumerable<ByteString> ReadersOf(ArtifactMachine machine, CompiledJob job) => job.Readers.SelectMany(part => NodesOf(machine, part)).Distinct();

    /// <summary>The seed of a job: the same for all its attempts, another one for every job (SplitMix64).</summary>
    public static ulong SeedOf(ulong seed, uint job)
    {
        ulong z = seed + (job + 1ul) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Where the jobs about a part run: where they were to run at first, and where they do now.</summary>
    private static IEnumerable<ByteString> NodesOf(ArtifactMachine machine, int part) => part == CompiledJob.Scheduler
        ? [machine.Context.Scheduler.Node]
        : [machine.Context.Workers[part].Node, machine.Record.Homes[part].ToByteString()];
}
