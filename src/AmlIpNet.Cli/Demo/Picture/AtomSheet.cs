using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Atoms of one class as pixels: such an atom asks of an image that one of its pixels is on, or off.</summary>
/// <param name="Class">The digit.</param>
/// <param name="Count">How many atoms the model has for it.</param>
/// <param name="On">For each pixel, how many of them ask for it on.</param>
/// <param name="Off">For each pixel, how many of them ask for it off.</param>
/// <param name="Samples">Some of them: for each pixel 1 (on), -1 (off) or 0 (not asked for).</param>
internal sealed record AtomSheet(int Class, int Count, int[] On, int[] Off, IReadOnlyList<sbyte[]> Samples)
{
    public const int Pixels = DigitSet.Inputs;
}
