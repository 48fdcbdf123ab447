using AmlIpNet.Cli.Demo.AmlDigits;
using AmlIpNet.Cli.Demo.Data;
using AmlIpNet.Cli.Demo.Planning;
using AmlIpNet.Cli.Demo.Softmax;

namespace AmlIpNet.Cli.Demo.Training;

/// <summary>The models that the demo knows.</summary>
internal static class DemoModels
{
    public const string Default = AmlTraining.Name;

    public static string[] Names { get; } = [AmlTraining.Name, SoftmaxTraining.Name];

    /// <summary>How many rounds a model gets unless the user says otherwise.</summary>
    public static int Rounds(string name) => name == SoftmaxTraining.Name ? 20 : 30;

    public static IDemoTraining Create(string name, DigitSplit split, ulong seed, bool control, DemoPlan? plan) =>
        name == SoftmaxTraining.Name ? SoftmaxTraining.Create(split, seed, control, new JobSeeds(seed, plan)) : AmlTraining.Create(split, seed, control, new JobSeeds(seed, plan));
}
