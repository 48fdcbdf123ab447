using AmlIpNet.Dds;

namespace AmlIpNet.Protocol;

/// <summary>How a value is computed: it can be done again when the value is lost.</summary>
/// <param name="Function">The name under which workers know the function.</param>
/// <param name="Arguments">What it is given besides, at most <see cref="DataBounds.MaxArgumentBytes"/>.</param>
/// <param name="Needed">The keys whose values it is given, in this order.</param>
public sealed record Recipe(string Function, ReadOnlyMemory<byte> Arguments, EquatableArray<string> Needed)
{
    /// <inheritdoc/>
    public bool Equals(Recipe? other) =>
        other is not null && Function == other.Function && Needed == other.Needed && Arguments.Span.SequenceEqual(other.Arguments.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Function, Needed, Arguments.Length);
}
