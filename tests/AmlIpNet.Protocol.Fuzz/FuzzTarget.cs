namespace AmlIpNet.Protocol.Fuzz;

/// <summary>A codec under test.</summary>
public abstract class FuzzTarget
{
    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Well-formed inputs, from which the others are made.</summary>
    public abstract IReadOnlyList<byte[]> Samples { get; }

    /// <summary>Bytes that one input may allocate, at most.</summary>
    public abstract long AllocationBound { get; }

    /// <summary>
    /// Gives the input to the codec. What the codec accepts must be written and read again to the same values. Must allocate only what the
    /// codec does.
    /// </summary>
    /// <returns>Whether the codec accepted it.</returns>
    /// <exception cref="FuzzMismatchException">The codec contradicts itself.</exception>
    public abstract bool Accepts(ReadOnlySpan<byte> input);

    /// <summary>States something that must hold.</summary>
    protected static void Require(bool holds, string what)
    {
        if (!holds) throw new FuzzMismatchException(what);
    }
}

/// <summary>A codec contradicts itself.</summary>
public sealed class FuzzMismatchException(string message) : Exception(message);
