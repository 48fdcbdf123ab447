using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Softmax;

namespace AmlIpNet.Cli.Tests.Softmax;

/// <summary>Models and jobs to test with.</summary>
internal static class Models
{
    public static SoftmaxModel Random(int seed)
    {
        var random = new Random(seed);
        return new SoftmaxModel([.. Enumerable.Range(0, SoftmaxModel.Parameters).Select(_ => random.NextSingle() - 0.5f)]);
    }

    public static SoftmaxModel Filled(float value)
    {
        var weights = new float[SoftmaxModel.Parameters];
        Array.Fill(weights, value);
        return new SoftmaxModel(weights);
    }

    public static TrainingJob SmallJob(int images)
    {
        var random = new Random(images);
        var rows = new byte[images * DigitSet.RowBytes];
        random.NextBytes(rows);
        var labels = Enumerable.Range(0, images).Select(i => (byte)(i % DigitSet.Classes)).ToArray();
        return new TrainingJob(Random(2), new DigitSet(labels, rows), new TrainingParameters(2, 3, 0.1f, 7));
    }
}
