namespace AmlIpNet.Aml;

/// <summary>
/// Learns batch after batch by sparse crossing (F. Martin-Maroto, G. G. de Polavieja: "Algebraic Machine Learning",
/// arXiv 1803.05252): after a batch the current atomization satisfies its duples and the stored positives, and the union of
/// all atoms that were ever there, without those that a positive duple refutes, is the model that classifies. The same
/// state, seed and batches give the same atoms everywhere. Not for several threads at a time.
/// </summary>
public sealed class Learner
{
    private readonly LearnerOptions _options;
    private readonly SplitMix64 _random;
    private readonly Indicators _indicators = new();
    private readonly MasterAtoms _master = new();
    private readonly Simplification _simplification;
    private readonly Crossing _crossing;
    private ModelState _state;
    private int[] _origins;

    /// <summary>Goes on from a state.</summary>
    /// <param name="state">The state; it is only read.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <param name="seed">Gives every random choice.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or an atom or a term of the state has a constant that the state does not have.</exception>
    public Learner(ModelState state, LearnerOptions? options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(state);
        _options = (options ?? LearnerOptions.Default).Validated();
        _random = new SplitMix64(seed);
        _simplification = new Simplification(_master, _random);
        _crossing = new Crossing(_master, _simplification, _options.SimplifyAt, _random);
        CheckConstants(state);
        _state = state;
        _origins = new int[state.Union.Count];
        for (var i = 0; i < _origins.Length; i++) _origins[i] = i;
    }

    /// <summary>What is known now. A new object after each batch; its parts are not changed afterwards.</summary>
    public ModelState State => _state;

    /// <summary>How many atoms of the union, from its start, were there before the last batch: the model that the method's authors classify with.</summary>
    public int LastCount { get; private set; }

    /// <summary>Those atoms of the first state's union that are still there: their indices there, ascending. They are the first atoms of the union.</summary>
    public ReadOnlySpan<int> Survivors => _origins;

    /// <summary>Learns a batch. If it throws, nothing was learned.</summary>
    /// <exception cref="InconsistentDataException">The data contradicts itself; the message names the duple.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BatchReport Learn(DataSet batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var constants = Math.Max(_state.ConstantCount, batch.ConstantCount);
        var terms = new BatchTerms(batch, _state.StoredPositives, constants, _random);
        var review = UnionReview.Of(_state.Union, terms, _state.PinDivisor, _random, cancellationToken);
        _indicators.Choose(terms, review.Union, review.Pinnable, _random, cancellationToken);

        _master.Reset(WithNewConstants(constants), _indicators, constants);
        var traces = new ConstantTraces(_master, _indicators);
        traces.Enforce(terms, _random, cancellationToken);
        var stored = _crossing.Run(terms, traces, cancellationToken);
        if (_options.SimplifyLast) _simplification.Run(traces, cancellationToken);

        var master = _master.ToAtomization();
        var before = review.Union.Count;
        review.Union.AddRange(master);
        var fewNegatives = _indicators.RightCount < _options.NegativeShare * _indicators.Count;
        var report = new BatchReport(_state.Union.Count - before, _indicators.RightCount, _indicators.PinCount, master.Count,
            review.Union.Count - before, review.Union.Count, stored.Duples.Count);
        LastCount = before;
        _origins = [.. review.Kept.TakeWhile(atom => atom < _origins.Length).Select(atom => _origins[atom])];
        _state = new ModelState
        {
            ConstantCount = constants,
            Master = master,
            Union = review.Union,
            StoredPositives = stored,
            PinDivisor = _state.PinDivisor + (fewNegatives ? 1 : 0),
        };
        return report;
    }

    // New constants, and all of them if there are no atoms yet, start as atoms of their own.
    private Atomization WithNewConstants(int constants)
    {
        var atoms = new Atomization();
        atoms.AddRange(_state.Master);
        for (var c = _state.Master.Count == 0 ? 0 : _state.ConstantCount; c < constants; c++) atoms.Add([(ushort)c]);
        return atoms;
    }

    private static void CheckConstants(ModelState state)
    {
        if (state.ConstantCount is < 0 or > Term.MaxConstant + 1) throw Bad(nameof(ModelState.ConstantCount));
        if (state.PinDivisor < 0) throw Bad(nameof(ModelState.PinDivisor));
        if (state.StoredPositives.ConstantCount > state.ConstantCount) throw Bad(nameof(ModelState.StoredPositives));
        CheckAtoms(state.Master, nameof(ModelState.Master));
        CheckAtoms(state.Union, nameof(ModelState.Union));

        void CheckAtoms(Atomization atoms, string name)
        {
            for (var i = 0; i < atoms.Count; i++)
            {
                if (atoms[i].IsEmpty || atoms[i][^1] >= state.ConstantCount) throw Bad(name);
            }
        }

        ArgumentOutOfRangeException Bad(string name) => new(nameof(state),
            $"{name} of the model state is out of range: constants are numbered from 0 to {state.ConstantCount - 1}, and an atom has at least one. Give the state whole, as it was saved.");
    }
}
