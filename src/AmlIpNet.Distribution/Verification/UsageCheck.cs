using System.Globalization;

namespace AmlIpNet.Distribution;

/// <summary>What workers have against what their tasks need, looked up and added up anew.</summary>
internal sealed class UsageCheck
{
    private readonly Plan _plan;
    private readonly Dictionary<string, decimal>[] _has;
    private readonly Dictionary<(int Scope, int Worker, string Attribute), decimal> _used = [];

    public UsageCheck(Plan plan)
    {
        _plan = plan;
        _has = [.. plan.Workers.Select(Amounts)];
        foreach (var placement in plan.Placements)
        {
            if (!IsPlaced(placement)) continue;
            foreach (var demand in plan.Tasks[placement.Task].Requires)
            {
                if (!plan.Consumables.Contains(demand.Attribute)) continue;
                var key = (ScopeOf(placement), placement.Worker, demand.Attribute);
                _used[key] = _used.GetValueOrDefault(key) + demand.Amount;
            }
        }
    }

    public bool CheckRequirements(List<string> faults)
    {
        bool hold = true;
        foreach (var placement in _plan.Placements)
        {
            if (!IsPlaced(placement)) continue;
            foreach (var demand in _plan.Tasks[placement.Task].Requires)
            {
                if (_has[placement.Worker].TryGetValue(demand.Attribute, out decimal has) && has >= demand.Amount) continue;
                hold = false;
                faults.Add($"{_plan.Tasks[placement.Task].Name} needs {demand.Attribute}={demand.Amount}, which {_plan.Workers[placement.Worker].Name} does not have.");
            }
        }

        return hold;
    }

    public bool CheckReservations(List<string> faults)
    {
        bool hold = true;
        foreach (var ((scope, worker, attribute), used) in _used)
        {
            decimal has = _has[worker].GetValueOrDefault(attribute);
            if (used <= has) continue;
            hold = false;
            faults.Add($"{_plan.Workers[worker].Name} has {attribute}={has}; its tasks{(_plan.Scope == ReservationScope.Round ? $" of round {scope + 1}" : "")} use {used}.");
        }

        return hold;
    }

    public bool CheckQueue(List<string> faults)
    {
        bool needed = true;
        var looked = new HashSet<(int Scope, Demands Needs)>();
        foreach (var placement in _plan.Placements)
        {
            if (placement.Worker >= 0 || placement.Task < 0 || placement.Task >= _plan.Tasks.Length) continue;
            var task = _plan.Tasks[placement.Task];
            if (!looked.Add((ScopeOf(placement), task.Requires))) continue;
            for (int worker = 0; worker < _plan.Workers.Length; worker++)
            {
                if (!HasLeft(ScopeOf(placement), worker, task.Requires)) continue;
                needed = false;
                faults.Add($"{task.Name} is queued, and {_plan.Workers[worker].Name} could take it.");
                break;
            }
        }

        return needed;
    }

    private bool HasLeft(int scope, int worker, Demands needs)
    {
        foreach (var need in needs)
        {
            if (!_has[worker].TryGetValue(need.Attribute, out decimal has)) return false;
            decimal used = _plan.Consumables.Contains(need.Attribute) ? _used.GetValueOrDefault((scope, worker, need.Attribute)) : 0;
            if (has - used < need.Amount) return false;
        }

        return true;
    }

    private bool IsPlaced(in Placement placement) =>
        placement.Worker >= 0 && placement.Worker < _plan.Workers.Length && placement.Task >= 0 && placement.Task < _plan.Tasks.Length;

    private int ScopeOf(in Placement placement) => _plan.Scope == ReservationScope.Round ? placement.Round : 0;

    // Of a key that comes twice the first value counts, as everywhere. A text that is no plain number from 0 on is no amount.
    private static Dictionary<string, decimal> Amounts(PlanWorker worker)
    {
        var amounts = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attribute in worker.Attributes)
        {
            if (!seen.Add(attribute.Key)) continue;
            if (attribute.Value == "true") amounts.Add(attribute.Key, 1);
            else if (attribute.Value == "false") amounts.Add(attribute.Key, 0);
            else if (decimal.TryParse(attribute.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) && amount <= 1_000_000_000_000m && amount * 1_000_000_000m % 1 == 0)
                amounts.Add(attribute.Key, amount);
        }

        return amounts;
    }
}
