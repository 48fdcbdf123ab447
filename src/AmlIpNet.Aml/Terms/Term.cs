namespace AmlIpNet.Aml;

/// <summary>A term: a set of constants, each a number from 0 to <see cref="MaxConstant"/>. Two terms with the same constants are equal.</summary>
public sealed class Term : IEquatable<Term>
{
    /// <summary>The highest number of a constant.</summary>
    public const int MaxConstant = ushort.MaxValue - 1;

    private readonly ushort[] _constants;
    private readonly int _hash;

    private Term(ushort[] sorted)
    {
        _constants = sorted;
        var hash = new HashCode();
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(sorted));
        _hash = hash.ToHashCode();
    }

    /// <summary>The term without constants.</summary>
    public static Term Empty { get; } = new([]);

    /// <summary>The term of these constants, in any order; repeats count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0 or above <see cref="MaxConstant"/>.</exception>
    public static Term Of(params ReadOnlySpan<int> constants)
    {
        var sorted = new ushort[constants.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            if ((uint)constants[i] > MaxConstant) throw new ArgumentOutOfRangeException(nameof(constants), constants[i], $"A constant is a number from 0 to {MaxConstant}.");
            sorted[i] = (ushort)constants[i];
        }

        return Sorted(sorted);
    }

    /// <summary>The term of these constants, in any order; repeats count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is above <see cref="MaxConstant"/>.</exception>
    public static Term Of(ReadOnlySpan<ushort> constants)
    {
        if (constants.Contains(ushort.MaxValue)) throw new ArgumentOutOfRangeException(nameof(constants), ushort.MaxValue, $"A constant is a number from 0 to {MaxConstant}.");
        return Sorted(constants.ToArray());
    }

    /// <summary>The term of these constants, which ascend without repeats. Keeps the array.</summary>
    internal static Term OfAscending(ushort[] constants) => constants.Length == 0 ? Empty : new Term(constants);

    /// <summary>How many constants it has.</summary>
    public int Count => _constants.Length;

    /// <summary>Its constants, ascending.</summary>
    public ReadOnlySpan<ushort> Constants => _constants;

    /// <summary>Whether the constant is in the term.</summary>
    public bool Contains(int constant) => (uint)constant <= MaxConstant && Array.BinarySearch(_constants, (ushort)constant) >= 0;

    /// <inheritdoc/>
    public bool Equals(Term? other) => other is not null && _hash == other._hash && _constants.AsSpan().SequenceEqual(other._constants);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Term);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The constants in braces, the first dozen of them.</summary>
    public override string ToString() => $"{{{string.Join(", ", _constants.Take(12))}{(_constants.Length > 12 ? $", … {_constants.Length} constants" : "")}}}";

    private static Term Sorted(ushort[] constants)
    {
        Array.Sort(constants);
        var kept = 0;
        for (var i = 0; i < constants.Length; i++)
        {
            if (i == 0 || constants[i] != constants[i - 1]) constants[kept++] = constants[i];
        }

        return kept == 0 && Empty is not null ? Empty : new Term(kept == constants.Length ? constants : constants[..kept]);
    }
}
