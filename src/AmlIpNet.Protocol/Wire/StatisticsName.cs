using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace AmlIpNet.Protocol;

/// <summary>
/// The name of a model's statistics: at most 200 bytes, kept by value so that reading one allocates nothing. AML-IP sets no bound of its
/// own, but loses statistics of more than 268 bytes in all; ours keeps the header below <see cref="Dds.TypeDescription.InlineHeaderSize"/>.
/// </summary>
public readonly struct StatisticsName : IEquatable<StatisticsName>
{
    /// <summary>The longest name, in UTF-8 bytes.</summary>
    public const int MaxBytes = 200;

    private readonly Bytes _bytes;
    private readonly byte _length;

    /// <summary>Makes a name for statistics of our own.</summary>
    /// <exception cref="InvalidOptionsException">The name is above 200 UTF-8 bytes, or has a NUL character.</exception>
    public StatisticsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > MaxBytes)
            throw new InvalidOptionsException($"The name of the model's statistics has {length} bytes in UTF-8; at most {MaxBytes} are sent. Choose a shorter name.");
        if (name.Contains('\0'))
            throw new InvalidOptionsException("The name of the model's statistics has a NUL character, which ends a name on the wire. Remove it.");
        _length = (byte)Encoding.UTF8.GetBytes(name, _bytes);
    }

    private StatisticsName(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_bytes);
        _length = (byte)utf8.Length;
    }

    /// <summary>Its bytes, as they are on the wire.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>Takes bytes of the wire: at most 200 without NUL, UTF-8 or not.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> utf8, out StatisticsName name)
    {
        bool valid = utf8.Length <= MaxBytes && !utf8.Contains((byte)0);
        name = valid ? new StatisticsName(utf8) : default;
        return valid;
    }

    /// <inheritdoc/>
    public bool Equals(StatisticsName other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StatisticsName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>The name, safe to show: what is not UTF-8 or controls a terminal is written as <c>\xNN</c>.</summary>
    public override string ToString() => SafeText.Format(Utf8);

    /// <summary>Whether both are the same name.</summary>
    public static bool operator ==(StatisticsName left, StatisticsName right) => left.Equals(right);

    /// <summary>Whether the names differ.</summary>
    public static bool operator !=(StatisticsName left, StatisticsName right) => !left.Equals(right);

    [InlineArray(MaxBytes)]
    private struct Bytes
    {
        private byte _first;
    }
}
