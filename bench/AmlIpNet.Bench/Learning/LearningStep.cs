using AmlIpNet.Aml;

namespace AmlIpNet.Bench.Learning;

/// <summary>The steps of <see cref="Learner.Learn"/> one by one, from the same state again and again.</summary>
internal sealed class LearningStep
{
    private readonly ModelState _state;
    private readonly SplitMix64 _random = new(1);
    private readonly Indicators _indicators = new();
    private readonly MasterAtoms _master = new();
    private readonly Simplification _simplification;
    private readonly Crossing _crossing;
    private BatchTerms? _terms;
    private UnionReview? _review;
    private ConstantTraces? _traces;

    public LearningStep(ModelState state)
    {
        _state = state;
        _simplification = new Simplification(_master, _random);
        _crossing = new Crossing(_master, _simplification, LearnerOptions.Default.SimplifyAt, _random);
    }

    public int Indicators => _indicators.Count;

    public void Terms(DataSet batch) => _terms = new BatchTerms(batch, _state.StoredPositives, _state.ConstantCount, _random);

    public void Review() => _review = UnionReview.Of(_state.Union, _terms!, _state.PinDivisor, _random, CancellationToken.None);

    public void Choose() => _indicators.Choose(_terms!, _review!.Union, _review.Pinnable, _random, CancellationToken.None);

    public void Enforce()
    {
        _master.Reset(_state.Master, _indicators, _state.ConstantCount);
        _traces = new ConstantTraces(_master, _indicators);
        _traces.Enforce(_terms!, _random, CancellationToken.None);
    }

    public void Cross() => _crossing.Run(_terms!, _traces!, CancellationToken.None);

    public void Simplify() => _simplification.Run(_traces!, CancellationToken.None);
}
