using AmlIpNet.Aml;
using AmlIpNet.Cli.Demo.Picture;
using AmlIpNet.Cli.Demo.Training;

namespace AmlIpNet.Cli.Demo.AmlDigits;

/// <summary>
/// All lineages together. After each round their new atoms are merged: the union of all, without those that contradict an image of any
/// shard. The merge depends on the sets only, not on who was first. The filtered union is fed back into every lineage; to classify, the raw
/// one is taken as long as it does better on validation data.
/// </summary>
internal sealed class MergedChain(IReadOnlyList<Lineage> lineages, IEnumerable<Examples> shards, Examples validation, Examples test) : IDigitChain
{
    private readonly ConsistencyFilter _filter = new(shards.Select(shard => shard.Positives()));
    private readonly Judge _filteredTest = new(test), _filteredValidation = new(validation);
    private readonly Judge _rawTest = new(test), _rawValidation = new(validation);
    private readonly Atomization _raw = new(), _filtered = new();
    private bool _isFiltered;

    public IReadOnlyList<int> Predictions => (_isFiltered ? _filteredTest : _rawTest).Predictions;

    public AtomSheet? Atoms => AtomSamples.Of(_isFiltered ? _filtered : _raw);

    public IReadOnlyList<Job> NextJobs() => [.. lineages.Select(lineage => lineage.NextJob())];

    public void Take(int job, ReadOnlyMemory<byte> solution) => lineages[job].Take(solution.Span);

    public RoundResult EndRound()
    {
        foreach (var lineage in lineages) Merge(lineage.Solution.NewAtoms);
        foreach (var lineage in lineages) lineage.GoOn(_filtered);
        _isFiltered = _filteredValidation.Accuracy >= _rawValidation.Accuracy;
        var (raw, filtered) = (_rawTest.Accuracy, _filteredTest.Accuracy);
        return new RoundResult(_isFiltered ? filtered : raw, new MergeResult(raw, filtered, _isFiltered, (_isFiltered ? _filtered : _raw).Count));
    }

    // What was merged before has passed the filter already: only new atoms are looked at.
    private void Merge(Atomization atoms)
    {
        for (var i = 0; i < atoms.Count; i++)
        {
            var atom = atoms[i];
            if (!_raw.Add(atom)) continue;
            _rawTest.Add(atom);
            _rawValidation.Add(atom);
            if (_filter.Refutes(atom)) continue;
            _filtered.Add(atom);
            _filteredTest.Add(atom);
            _filteredValidation.Add(atom);
        }
    }
}
