using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>Digits as terms. An image says of each of its <see cref="DigitEdges"/> whether it is there: feature f is constant f if it is, and
/// constant 648 + f if it is not. Each class has a constant of its own.</summary>
internal static class DigitTerms
{
    public const int ConstantCount = FirstClass + DigitSet.Classes;

    private const int FirstClass = 2 * DigitEdges.Count;

    public static IReadOnlyList<Term> Classes { get; } = [.. Enumerable.Range(0, DigitSet.Classes).Select(k => Term.Of([FirstClass + k]))];

    public static Term Image(ReadOnlySpan<byte> row)
    {
        var edges = DigitEdges.Of(row);
        Span<int> constants = stackalloc int[DigitEdges.Count];
        for (var f = 0; f < constants.Length; f++) constants[f] = edges[f] ? f : f + DigitEdges.Count;
        return Term.Of(constants);
    }

    public static Term[] Images(DigitSet digits)
    {
        var terms = new Term[digits.Count];
        Parallel.For(0, terms.Length, i => terms[i] = Image(digits.Row(i)));
        return terms;
    }

    public static int[] Labels(DigitSet digits) => [.. digits.Labels.ToArray().Select(label => (int)label)];

    /// <summary>Of what feature the constant speaks, and whether it says that it is there; null for a class.</summary>
    public static (int Feature, bool IsThere)? FeatureOf(int constant) =>
        constant >= FirstClass ? null : constant < DigitEdges.Count ? (constant, true) : (constant - DigitEdges.Count, false);
}
