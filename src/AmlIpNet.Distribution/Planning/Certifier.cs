namespace AmlIpNet.Distribution;

/// <summary>Keeps count while a plan is made.</summary>
internal sealed class Certifier(Ledger ledger, int workers)
{
    private readonly int[] _loads = new int[workers];
    private readonly HashSet<Demands> _queuedNow = [];
    private int _placed, _moved, _queued;
    private bool _requirements = true, _reservations = true, _queueIsNeeded = true;

    /// <summary>A task got its worker, or none.</summary>
    public void Note(in Placement placement, Demands demands)
    {
        if (placement.IsQueued)
        {
            _queued++;
            _queuedNow.Add(demands);
            return;
        }

        _placed++;
        if (placement.IsMoved) _moved++;
        _loads[placement.Worker]++;
        _requirements &= ledger.Meets(placement.Worker, demands);
        _reservations &= ledger.Take(placement.Worker, demands);
    }

    /// <summary>What is taken now is given back after this: the round, or the plan, is over.</summary>
    public void EndScope()
    {
        foreach (var demands in _queuedNow)
        {
            for (int worker = 0; worker < workers && _queueIsNeeded; worker++) _queueIsNeeded = !ledger.CanTake(worker, demands);
        }

        _queuedNow.Clear();
        ledger.Clear();
    }

    public Certificate Certify(bool shardsAreLatin, bool kindsAreLatin, bool eachPairOnce) => new(
        _placed, _moved, _queued, _loads.DefaultIfEmpty().Min(), _loads.DefaultIfEmpty().Max(), _requirements, _reservations, _queueIsNeeded, shardsAreLatin, kindsAreLatin, eachPairOnce);
}
