using AmlIpNet.Aml.Tests.Kit;

namespace AmlIpNet.Aml.Tests.Merge;

public sealed class VetoBitmapTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void It_comes_back_as_it_was_and_takes_at_most_a_bit_an_atom(int count)
    {
        var random = new SplitMix64(31);
        var atoms = RandomModels.Atoms(random, 300, count, 5);
        foreach (var holders in (int[])[0, 1, 5, 60])
        {
            var data = new DataSet();
            for (var i = 0; i < holders; i++) data.Add(Term.Of(random.Below(300)), Term.Of(random.Below(300)), true);
            var vetoes = new ConsistencyFilter(data).Veto(atoms);
            var bytes = vetoes.Encode();
            Assert.InRange(bytes.Length, 0, atoms.Count / 8 + 25);
            var back = VetoBitmap.Decode(bytes);
            Assert.Equal(bytes, back.Encode());
            Assert.Equal(vetoes.Count, back.Count);
            Assert.True(back.IsAbout(atoms));
            for (var i = 0; i < atoms.Count; i++) Assert.Equal(vetoes[i], back[i]);
            Assert.True(vetoes.Apply(atoms).SetEquals(back.Apply(atoms)));
        }
    }

    [Fact]
    public void Few_vetoes_take_few_bytes()
    {
        var atoms = RandomModels.Atoms(new SplitMix64(1), 2000, 20_000, 9);
        var data = new DataSet();
        data.Add(Term.Of(7), Term.Of(8), true);
        var vetoes = new ConsistencyFilter(data).Veto(atoms);
        Assert.InRange(vetoes.Count, 20, 120);
        Assert.InRange(vetoes.Encode().Length, 20, 2 * 120 + 20);
    }

    [Fact]
    public void It_goes_with_its_own_atoms_only()
    {
        var (first, second, reordered) = (new Atomization(), new Atomization(), new Atomization());
        first.Add([1, 2]);
        first.Add([3]);
        second.Add([1]);
        second.Add([2, 3]);
        reordered.Add([3]);
        reordered.Add([1, 2]);
        var vetoes = new ConsistencyFilter().Veto(first);
        Assert.Equal(2, vetoes.Apply(first).Count);
        Assert.Contains("other atoms", Assert.Throws<ArgumentException>(() => vetoes.Apply(second)).Message);
        Assert.Contains("other atoms", Assert.Throws<ArgumentException>(() => vetoes.Apply(reordered)).Message);
        Assert.Contains("different atoms", Assert.Throws<ArgumentException>(() => VetoBitmap.Combine(vetoes, new ConsistencyFilter().Veto(second))).Message);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => VetoBitmap.Combine()).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => vetoes[2]);
    }

    // Head and fingerprint, then: atoms, vetoes, list or bitmap.
    [Theory]
    [InlineData("0A" + "0B", "number of vetoes is 11, at most 10")]
    [InlineData("0A" + "02" + "0304", "bits after the last atom")]
    [InlineData("0A" + "01" + "0300", "announces 1 vetoes and has 2")]
    [InlineData("0A" + "01" + "0200", "not written in its shorter spelling")]
    [InlineData("0A" + "02" + "09", "announces 2 vetoes, but only 1 bytes are left")]
    [InlineData("0A" + "01" + "0A", "distance is 10, at most 9 is possible")]
    [InlineData("0A" + "02" + "030000", "1 bytes follow its end")]
    [InlineData("8092F401" + "00", "number of atoms is 4,000,000, at most 1,000,000 is possible")]
    public void Bytes_that_are_wrong_are_refused_with_the_reason(string hex, string reason)
    {
        var bytes = Convert.FromHexString("414D4C0156" + "0011223344556677" + hex);
        var error = Assert.Throws<AmlFormatException>(() => VetoBitmap.Decode(bytes, new DecodeLimits { MaxAtoms = 1_000_000 }));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Golden_bytes()
    {
        var atoms = new Atomization();
        for (ushort c = 0; c < 20; c++) atoms.Add([c]);
        Assert.Equal("414D4C0156" + "6FCED92FF60120E2" + "14" + "02" + "0306", Hex(3, 10));
        Assert.Equal("414D4C0156" + "6FCED92FF60120E2" + "14" + "03" + "080402", Hex(3, 10, 17));

        string Hex(params int[] constants)
        {
            var data = new DataSet();
            data.Add(Term.Of(constants), Term.Empty, true);
            return Convert.ToHexString(new ConsistencyFilter(data).Veto(atoms).Encode());
        }
    }
}
