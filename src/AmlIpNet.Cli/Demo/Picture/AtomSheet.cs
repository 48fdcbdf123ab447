using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Atoms of one class: such an atom asks of an image that one of some edges is there, or one of some others is not.</summary>
/// <param name="Class">The digit.</param>
/// <param name="Count">How many atoms the model has for it.</param>
/// <param name="All">How many of them ask for each edge.</param>
/// <param name="Samples">Some of them one by one.</param>
internal sealed record AtomSheet(int Class, int Count, IReadOnlyList<(EdgeMark Edge, int Count)> All, IReadOnlyList<IReadOnlyList<EdgeMark>> Samples)
{
    /// <summary>The pixels of a row and of a column.</summary>
    public const int Side = UprightDigit.Side;
}

/// <summary>An edge that an atom asks for.</summary>
/// <param name="X">Its place in pixels.</param>
/// <param name="Y">Its place in pixels.</param>
/// <param name="Turn">The direction from white to black in radians: 0 is to the right, a quarter turn is downwards.</param>
/// <param name="IsThere">Whether it is to be there or not.</param>
internal readonly record struct EdgeMark(double X, double Y, double Turn, bool IsThere);
