using Google.Protobuf.Collections;

namespace AmlIpNet.Artifacts;

/// <summary>Fills in what an artifact leaves out, so that every step has a name and a product.</summary>
internal static class ArtifactDefaults
{
    /// <summary>The product of a step that names none.</summary>
    public const string Product = "product";

    /// <summary>A copy with the defaults filled in. Doing it twice changes nothing.</summary>
    public static Artifact Fill(Artifact artifact)
    {
        var filled = artifact.Clone();
        Fill(filled.Steps, "");
        return filled;
    }

    /// <summary>The kind as artifacts write it.</summary>
    public static string TextOf(Step.Types.Kind kind) => kind == Step.Types.Kind.RoundRobin ? "round_robin" : kind.ToString().ToLowerInvariant();

    private static void Fill(RepeatedField<Step> steps, string place)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            string at = $"{place}{i + 1}";
            if (step.Name.Length == 0) step.Name = $"{TextOf(step.Kind)}-{at}";
            if (step.Product.Length == 0) step.Product = Product;
            Fill(step.Steps, $"{at}.");
        }
    }
}
