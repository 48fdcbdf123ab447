using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Softmax;

namespace AmlIpNet.Cli.Demo.Training;

/// <summary>The models that the demo knows.</summary>
internal static class DemoModels
{
    public const string Default = SoftmaxTraining.Name;

    public static string[] Names { get; } = [SoftmaxTraining.Name];

    /// <summary>How many rounds a model gets unless the user says otherwise.</summary>
    public static int Rounds(string name) => 20;

    public static IDemoTraining Create(string name, DigitSplit split, ulong seed, bool control) => SoftmaxTraining.Create(split, seed, control);
}
