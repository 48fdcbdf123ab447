using System.Collections;
using AmlIpNet.Protocol;

namespace AmlIpNet.Distribution;

/// <summary>An amount that a task needs of an attribute.</summary>
/// <param name="Attribute">Which attribute.</param>
/// <param name="Amount">How much of it a worker must have at least.</param>
public readonly record struct Demand(string Attribute, decimal Amount);

/// <summary>What a task needs of a worker. Immutable, in the order of the attributes' names; equal when the amounts are.</summary>
public sealed class Demands : IReadOnlyList<Demand>, IEquatable<Demands>
{
    /// <summary>How many attributes a task may need.</summary>
    public const int MaxCount = 16;

    private readonly Demand[] _items;

    private Demands(Demand[] items) => _items = items;

    /// <summary>Nothing.</summary>
    public static Demands None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public Demand this[int index] => _items[index];

    /// <summary>Copies demands.</summary>
    /// <exception cref="PlanException">There are too many, an attribute comes twice or has no usable name, or an amount is out of its bounds.</exception>
    public static Demands Of(IEnumerable<Demand> demands)
    {
        var items = demands.OrderBy(demand => demand.Attribute, StringComparer.Ordinal).ToArray();
        if (items.Length == 0) return None;
        if (items.Length > MaxCount) throw new PlanException($"A task needs {items.Length} attributes: at most {MaxCount} are possible.");
        for (int i = 0; i < items.Length; i++)
        {
            var (attribute, amount) = items[i];
            if (attribute.Length is 0 or > NativeBounds.MaxKeyBytes) throw new PlanException($"The attribute '{attribute}' that a task needs cannot exist: names have 1 to {NativeBounds.MaxKeyBytes} characters.");
            if (!Quantity.IsValid(amount)) throw new PlanException($"A task needs {amount} of {attribute}: use 0 to {Quantity.Largest}, with at most nine decimal places.");
            if (i > 0 && items[i - 1].Attribute == attribute) throw new PlanException($"A task needs {attribute} twice: name it once.");
        }

        return new(items);
    }

    /// <summary>Reads text such as <c>memory=2 gpu=1</c>.</summary>
    /// <exception cref="PlanException">The text is not like that.</exception>
    public static Demands Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part =>
            part.Split('=') is [{ Length: > 0 } attribute, var amount] && Quantity.TryParse(amount, out decimal number)
                ? new Demand(attribute, number)
                : throw new PlanException($"'{part}' is no demand: write ATTRIBUTE=AMOUNT, such as memory=2; more of them with spaces between.")));
    }

    /// <summary>Both: of each attribute the larger amount.</summary>
    public Demands And(Demands other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0) return this;
        if (Count == 0) return other;
        return Of(_items.Concat(other).GroupBy(demand => demand.Attribute).Select(group => new Demand(group.Key, group.Max(demand => demand.Amount))));
    }

    /// <summary>Whether a worker that nothing else uses has enough. One that lacks an attribute, or has no amount of it, has not.</summary>
    public bool AreMetBy(ServerAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        foreach (var (attribute, amount) in _items)
        {
            if (!Quantity.TryParse(attributes.Find(attribute), out decimal has) || has < amount) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Demands? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Demands);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _items.Select(item => $"{item.Attribute}={Quantity.Show(item.Amount)}"));

    /// <inheritdoc/>
    public IEnumerator<Demand> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
