namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>The Main node's part: the mean of the workers' models, each weighted by how many images it has learnt from
/// (federated averaging, B. McMahan et al. 2017).</summary>
internal static class FederatedAverage
{
    public static SoftmaxModel Merge(IReadOnlyList<(SoftmaxModel Model, int Images)> parts)
    {
        var total = parts.Sum(p => (long)p.Images);
        if (total <= 0) throw new ArgumentException("A mean needs at least one model that has learnt from an image.", nameof(parts));
        var sums = new double[SoftmaxModel.Parameters];
        foreach (var (model, images) in parts)
        {
            var weights = model.Weights;
            var share = (double)images / total;
            for (var i = 0; i < sums.Length; i++) sums[i] += share * weights[i];
        }

        return new SoftmaxModel(Array.ConvertAll(sums, s => (float)s));
    }
}
