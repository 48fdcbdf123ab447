using System.Collections.Immutable;

namespace AmlIpNet.Distribution;

/// <summary>What each worker has and what its tasks have taken of it.</summary>
internal sealed class Ledger(ImmutableArray<PlanWorker> workers, ImmutableArray<string> consumables)
{
    private readonly Dictionary<Demands, bool[]> _meets = []; // by worker, for each different demand
    private readonly decimal[] _whole = [.. workers.SelectMany(worker => consumables.Select(name => Quantity.TryParse(worker.Attributes.Find(name), out decimal has) ? has : 0))]; // worker by worker
    private readonly decimal[] _left = new decimal[workers.Length * consumables.Length];

    /// <summary>Nothing is taken any more.</summary>
    public void Clear() => _whole.CopyTo(_left, 0);

    /// <summary>Whether the worker has what the task needs, if it had nothing else to do.</summary>
    public bool Meets(int worker, Demands demands)
    {
        if (demands.Count == 0) return true;
        if (!_meets.TryGetValue(demands, out bool[]? meets)) _meets.Add(demands, meets = [.. workers.Select(one => demands.AreMetBy(one.Attributes))]);
        return meets[worker];
    }

    /// <summary>Whether it has enough left, too.</summary>
    public bool CanTake(int worker, Demands demands)
    {
        if (!Meets(worker, demands)) return false;
        foreach (var (attribute, amount) in demands)
        {
            int i = consumables.IndexOf(attribute);
            if (i >= 0 && _left[worker * consumables.Length + i] < amount) return false;
        }

        return true;
    }

    /// <summary>Takes what the task consumes, whether it is there or not.</summary>
    /// <returns>Whether it was.</returns>
    public bool Take(int worker, Demands demands)
    {
        bool there = true;
        foreach (var (attribute, amount) in demands)
        {
            int i = consumables.IndexOf(attribute);
            if (i >= 0) there &= (_left[worker * consumables.Length + i] -= amount) >= 0;
        }

        return there;
    }
}
