namespace AmlIpNet.Aml.Tests.Learning;

/// <summary>What a model says, told straight from the definitions.</summary>
internal static class Model
{
    /// <summary>The atoms that are below the left term and not below the right one.</summary>
    public static int Misses(Atomization model, Term left, Term right)
    {
        var misses = 0;
        for (var i = 0; i < model.Count; i++)
        {
            if (IsBelow(model[i], left) && !IsBelow(model[i], right)) misses++;
        }

        return misses;
    }

    public static bool IsBelow(ReadOnlySpan<ushort> atom, Term term)
    {
        foreach (var c in atom)
        {
            if (term.Contains(c)) return true;
        }

        return false;
    }

    /// <summary>Every duple of the data holds as it must.</summary>
    public static void AssertSatisfies(Atomization model, DataSet data, string what)
    {
        foreach (var duple in data.Duples)
        {
            var misses = Misses(model, data.Terms[duple.Left], data.Terms[duple.Right]);
            Assert.True(misses == 0 == duple.IsPositive, $"{what}: {duple} has {misses} misses.");
        }
    }

    /// <summary>No atom contradicts a positive duple of the data.</summary>
    public static void AssertConsistent(Atomization model, DataSet data, string what)
    {
        foreach (var duple in data.Duples.Where(d => d.IsPositive))
        {
            Assert.True(Misses(model, data.Terms[duple.Left], data.Terms[duple.Right]) == 0, $"{what}: {duple} is contradicted.");
        }
    }
}
