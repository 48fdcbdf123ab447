using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>The worker's part: stochastic gradient descent in mini-batches. The same job gives the same bytes.</summary>
internal static class SgdTrainer
{
    public static SoftmaxModel Train(TrainingJob job, CancellationToken cancellationToken = default)
    {
        var weights = job.Model.CopyWeights();
        var (epochs, batchSize, rate, seed) = job.Parameters;
        var random = new SplitMix64(seed);
        var order = new int[job.Data.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;

        var errors = new float[Math.Min(batchSize, order.Length) * DigitSet.Classes];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle<int>(order);
            for (var start = 0; start < order.Length; start += batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(weights, job.Data, order.AsSpan(start, Math.Min(batchSize, order.Length - start)), errors, rate);
            }
        }

        return new SoftmaxModel(weights);
    }

    /// <summary>One step: the errors of all images of the batch under the same weights, then the weights' change.</summary>
    private static void Step(Span<float> weights, DigitSet data, ReadOnlySpan<int> batch, Span<float> errors, float rate)
    {
        Span<ushort> active = stackalloc ushort[DigitSet.Inputs];
        for (var i = 0; i < batch.Length; i++)
        {
            var error = errors.Slice(i * DigitSet.Classes, DigitSet.Classes);
            SoftmaxModel.Score(weights, active[..SoftmaxModel.ActivePixels(data.Row(batch[i]), active)], error);
            Softmax(error);
            error[data.Labels[batch[i]]] -= 1;
        }

        var scale = rate / batch.Length;
        for (var i = 0; i < batch.Length; i++)
        {
            var error = errors.Slice(i * DigitSet.Classes, DigitSet.Classes);
            foreach (var pixel in active[..SoftmaxModel.ActivePixels(data.Row(batch[i]), active)]) Descend(weights, pixel, error, scale);
            Descend(weights, DigitSet.Inputs, error, scale);
        }
    }

    private static void Descend(Span<float> weights, int pixel, ReadOnlySpan<float> error, float scale)
    {
        var w = weights.Slice(pixel * DigitSet.Classes, DigitSet.Classes);
        for (var c = 0; c < w.Length; c++) w[c] -= scale * error[c];
    }

    /// <summary>Scores to probabilities, in place. The largest score is taken off first, so that nothing overflows.</summary>
    private static void Softmax(Span<float> scores)
    {
        var max = scores[0];
        foreach (var score in scores) max = Math.Max(max, score);
        float sum = 0;
        foreach (ref var score in scores) sum += score = MathF.Exp(score - max);
        foreach (ref var score in scores) score /= sum;
    }
}
