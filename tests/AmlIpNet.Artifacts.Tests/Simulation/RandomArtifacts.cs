using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>Valid artifacts of all kinds.</summary>
internal static class RandomArtifacts
{
    public static Artifact Next(Random random, int workers)
    {
        while (true)
        {
            var artifact = new Artifact { Id = "a", Seed = (ulong)random.NextInt64() };
            artifact.Steps.Add(Steps(random, random.Next(1, 5), 0));
            artifact.Steps[0].Name = "begin";
            artifact = ArtifactDefaults.Fill(artifact);
            if (artifact.Steps[0].Kind == Kind.Initialize)
            {
                foreach (var step in artifact.Steps.Skip(2).Where(step => step.Kind != Kind.Iterate && random.Next(3) == 0)) step.Requires.Add("begin");
            }

            if (ArtifactValidator.FaultsOf(artifact, workers, Distributions.BuiltIn, new ArtifactLimits { MaxJobs = 60 }).Count == 0) return artifact;
        }
    }

    private static IEnumerable<Step> Steps(Random random, int count, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            var kind = (Kind)random.Next(1, depth < 2 ? 7 : 5);
            var step = new Step { Kind = kind };
            if (kind == Kind.Iterate)
            {
                step.Rounds = (uint)random.Next(1, 4);
                step.Steps.Add(Steps(random, random.Next(1, 3), depth + 1));
                if (random.Next(2) == 0) step.Until.Add(Operation(random, false));
            }
            else
            {
                bool loads = kind is Kind.Parallel or Kind.Sequential or Kind.RoundRobin && random.Next(4) > 0;
                step.Operations.Add(Operation(random, loads));
                if (kind == Kind.Sequential && random.Next(2) == 0) step.First.Add(Operation(random, false));
                if (kind == Kind.Sequential && random.Next(2) == 0) step.Last.Add(Operation(random, false));
                if (kind == Kind.Parallel && random.Next(5) == 0) step.Product = ".kept";
            }

            if (random.Next(3) == 0) step.Distribution = Distributions.BuiltIn.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(Distributions.BuiltIn.Count));
            yield return step;
        }
    }

    private static Operation Operation(Random random, bool loads)
    {
        var operation = new Operation { Name = random.Next(4) == 0 ? "k" : "f" };
        if (loads) operation.Load["table"] = "rows";
        return operation;
    }
}
