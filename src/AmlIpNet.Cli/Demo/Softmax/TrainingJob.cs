using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Softmax;

/// <summary>What a worker is asked to do: train this model on this part of the data.</summary>
/// <param name="Model">The model to start from.</param>
/// <param name="Data">The worker's part of the data.</param>
/// <param name="Parameters">How to train.</param>
internal sealed record TrainingJob(SoftmaxModel Model, DigitSet Data, TrainingParameters Parameters);

/// <summary>How to train.</summary>
/// <param name="Epochs">How often all of the data is used, 1 to 1,000.</param>
/// <param name="BatchSize">Images in one step, 1 to 65,536.</param>
/// <param name="LearningRate">The length of a step, above 0, at most 100.</param>
/// <param name="Seed">Gives the order of the images.</param>
internal sealed record TrainingParameters(int Epochs, int BatchSize, float LearningRate, ulong Seed)
{
    public const int MaxEpochs = 1_000;
    public const int MaxBatchSize = 65_536;
    public const float MaxLearningRate = 100;

    public bool IsValid => Epochs is >= 1 and <= MaxEpochs && BatchSize is >= 1 and <= MaxBatchSize && LearningRate is > 0 and <= MaxLearningRate;
}
