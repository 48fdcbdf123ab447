namespace AmlIpNet.Artifacts.Tests.Compiling;

/// <summary>Short ways to write artifacts and to read plans.</summary>
internal static class Plans
{
    public static Step S(Step.Types.Kind kind, string name = "", string distribution = "", params Step[] steps)
    {
        var step = new Step { Kind = kind, Name = name, Distribution = distribution };
        if (kind == Step.Types.Kind.Iterate) step.Steps.Add(steps);
        else step.Operations.Add(new Operation { Name = name.Length == 0 ? "op" : name });
        return step;
    }

    public static Artifact Of(params Step[] steps)
    {
        var artifact = new Artifact { Id = "a" };
        artifact.Steps.Add(steps);
        return ArtifactDefaults.Fill(artifact);
    }

    public static CompiledPlan Compile(Artifact artifact, int workers, params bool[] decisions) => PlanCompiler.Compile(artifact, workers, Distributions.BuiltIn, decisions);

    /// <summary>The locks as text: <c>[1,2] [3] [3] []</c>.</summary>
    public static string Locks(CompiledPlan plan) => string.Join(' ', plan.Locks().Select(locks => $"[{string.Join(',', locks)}]"));

    /// <summary>Who runs what, as text: a scheduler's job is <c>path@s</c>, one about part 0 <c>path@0</c>.</summary>
    public static string Jobs(CompiledPlan plan) => string.Join(' ', plan.Jobs.Select(job => $"{job.Path}@{(job.Part < 0 ? "s" : job.Part)}"));
}
