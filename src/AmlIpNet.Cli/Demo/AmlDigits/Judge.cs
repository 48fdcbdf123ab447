using AmlIpNet.Aml;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>How well atoms classify examples, while atoms come and go.</summary>
internal sealed class Judge(Examples examples)
{
    private readonly MissCounter _misses = new(DigitTerms.Classes, examples.Terms);

    public double Accuracy => _misses.Accuracy(examples.Labels);

    public IReadOnlyList<int> Predictions => [.. Enumerable.Range(0, examples.Count).Select(_misses.Predict)];

    public void Add(ReadOnlySpan<ushort> atom) => _misses.Add(atom);

    public void Remove(ReadOnlySpan<ushort> atom) => _misses.Remove(atom);
}
