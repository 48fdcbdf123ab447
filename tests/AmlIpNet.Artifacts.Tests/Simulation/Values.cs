using System.Collections.Immutable;

namespace AmlIpNet.Artifacts.Tests.Simulation;

/// <summary>What operations make in the simulation: a number that depends on everything that a job is given. An operation whose name begins with k keeps variables.</summary>
internal static class Values
{
    public static ulong Mix(ulong hash, ulong value)
    {
        hash ^= value + 0x9E3779B97F4A7C15 + (hash << 6) + (hash >> 2);
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        return hash ^ (hash >> 27);
    }

    public static ulong Mix(ulong hash, string text)
    {
        foreach (char c in text) hash = Mix(hash, c);
        return hash;
    }

    /// <summary>Runs operations.</summary>
    /// <param name="operations">What to do.</param>
    /// <param name="product">The variable that becomes the product.</param>
    /// <param name="seed">The job's seed.</param>
    /// <param name="parts">The digests of the data, in the order of the sources' names.</param>
    /// <param name="inputs">What was received, with the names of the groups.</param>
    /// <param name="kept">The variables that it starts with.</param>
    public static (ulong Product, ulong Kept, bool Keeps) Run(
        IEnumerable<Operation> operations, string product, ulong seed, IEnumerable<string> parts, IEnumerable<(string Group, ImmutableArray<ulong> Values)> inputs, ulong kept)
    {
        ulong value = seed;
        foreach (string part in parts) value = Mix(value, part);
        foreach (var (group, values) in inputs)
        {
            value = Mix(value, group);
            foreach (ulong one in values) value = Mix(value, one);
        }

        value = Mix(value, kept);
        bool keeps = product.StartsWith('.');
        foreach (var operation in operations)
        {
            value = Mix(value, operation.Name);
            keeps |= operation.Name.StartsWith('k');
        }

        return (value, keeps ? Mix(kept, value) : kept, keeps);
    }

    /// <summary>Whether the product of a condition ends the iteration.</summary>
    public static bool Ends(ulong product) => product % 3 == 0;
}
