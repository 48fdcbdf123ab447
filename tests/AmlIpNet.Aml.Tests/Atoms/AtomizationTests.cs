namespace AmlIpNet.Aml.Tests.Atoms;

public sealed class AtomizationTests
{
    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL)]
    public void It_is_a_set_in_the_order_of_arrival(ulong seed)
    {
        var random = new SplitMix64(seed);
        var atoms = new Atomization();
        var seen = new List<string>();
        for (var i = 0; i < 5_000; i++)
        {
            ushort[] atom = [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => (ushort)random.Below(16)).Distinct().Order()];
            var text = string.Join(' ', atom);
            Assert.Equal(!seen.Contains(text), atoms.Add(atom));
            if (!seen.Contains(text)) seen.Add(text);
            Assert.True(atoms.Contains(atom));
        }

        Assert.Equal(seen, Enumerable.Range(0, atoms.Count).Select(i => string.Join(' ', atoms[i].ToArray())));
    }
}
