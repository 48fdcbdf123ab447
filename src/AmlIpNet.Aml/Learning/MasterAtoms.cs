namespace AmlIpNet.Aml;

/// <summary>
/// The current atomization while a batch is learned. An atom is a row over the constants and a row over the indicators (its
/// trace); both are also kept the other way round, so that "the atoms below this term that lack that indicator" is an AND of
/// bitmaps. Slots of removed atoms are taken again. It keeps its memory from batch to batch.
/// </summary>
internal sealed class MasterAtoms
{
    private readonly BitMatrix _segments = new();
    private readonly BitMatrix _traces = new();
    private readonly BitMatrix _atomsWith = new();
    private readonly BitMatrix _atomsWithout = new();
    private readonly Stack<int> _free = [];
    private BitMatrix _constantRows = new();
    private ulong[] _indicators = [];
    private ulong[] _segment = [];
    private ulong[] _trace = [];
    private int[] _sizes = [];
    private int _constants;
    private int _count;
    private int _capacity;

    /// <summary>How many atoms have more than one constant.</summary>
    public int NonSingletons { get; private set; }

    public int Count => _count - _free.Count;

    /// <summary>The words of a bitmap over the atoms. Grows when atoms are added.</summary>
    public int AtomWords => _atomsWith.RowWords;

    public int TraceWords => _traces.RowWords;

    /// <summary>All indicators.</summary>
    public ReadOnlySpan<ulong> AllIndicators => _indicators;

    /// <summary>The atom's constants.</summary>
    public ReadOnlySpan<ulong> Segment(int atom) => _segments[atom];

    /// <summary>The indicators that the atom has a constant of.</summary>
    public ReadOnlySpan<ulong> Trace(int atom) => _traces[atom];

    /// <summary>The atoms that have the constant.</summary>
    public ReadOnlySpan<ulong> AtomsWith(int constant) => _atomsWith[constant];

    /// <summary>The atoms whose trace lacks the indicator.</summary>
    public ReadOnlySpan<ulong> AtomsWithout(int indicator) => _atomsWithout[indicator];

    /// <summary>Finds the atoms that are below the term.</summary>
    public void Below(Term term, Span<ulong> atoms) => _atomsWith.OrRows(term.Constants, atoms);

    /// <summary>Starts a batch with these atoms.</summary>
    public void Reset(Atomization atoms, Indicators indicators, int constants)
    {
        _constantRows = indicators.ConstantRows;
        _constants = constants;
        _capacity = Math.Max(512, ColumnBitmaps.WordsFor(atoms.Count + constants) * 64);
        _segments.Reset(_capacity, constants);
        _traces.Reset(_capacity, indicators.Count);
        _atomsWith.Reset(constants, _capacity);
        _atomsWithout.Reset(indicators.Count, _capacity);
        _free.Clear();
        _count = NonSingletons = 0;
        if (_sizes.Length < _capacity) _sizes = new int[_capacity];
        _segment = new ulong[_segments.RowWords];
        _trace = new ulong[_traces.RowWords];
        _indicators = new ulong[_traces.RowWords];
        Bitmap.SetFirst(_indicators, indicators.Count);
        for (var i = 0; i < atoms.Count; i++) Add(atoms[i]);
    }

    /// <summary>Adds the atom with these constants.</summary>
    public void Add(ReadOnlySpan<ushort> constants)
    {
        _segment.AsSpan().Clear();
        foreach (var c in constants) Bitmap.Set(_segment, c);
        _constantRows.OrRows(constants, _trace);
        Add();
    }

    /// <summary>Adds the atom that has the constants of both.</summary>
    public void AddUnion(int first, int second)
    {
        _segments[first].CopyTo(_segment);
        Bitmap.Or(_segment, _segments[second]);
        _traces[first].CopyTo(_trace);
        Bitmap.Or(_trace, _traces[second]);
        Add();
    }

    public void Remove(int atom)
    {
        var segment = _segments[atom];
        for (var c = Bitmap.Next(segment, 0); c >= 0; c = Bitmap.Next(segment, c + 1)) Bitmap.Clear(_atomsWith[c], atom);
        Missing(_traces[atom], _trace);
        for (var i = Bitmap.Next(_trace, 0); i >= 0; i = Bitmap.Next(_trace, i + 1)) Bitmap.Clear(_atomsWithout[i], atom);
        if (_sizes[atom] > 1) NonSingletons--;
        _sizes[atom] = 0;
        _free.Push(atom);
    }

    /// <summary>Removes the atoms that are not kept.</summary>
    public void KeepOnly(ReadOnlySpan<ulong> kept)
    {
        for (var atom = 0; atom < _count; atom++)
        {
            if (_sizes[atom] > 0 && !Bitmap.Has(kept, atom)) Remove(atom);
        }
    }

    /// <summary>The indicators that the trace lacks.</summary>
    public void Missing(ReadOnlySpan<ulong> trace, Span<ulong> missing)
    {
        _indicators.CopyTo(missing);
        Bitmap.Remove(missing, trace);
    }

    /// <summary>The atoms, in the order of their slots.</summary>
    public Atomization ToAtomization()
    {
        var atoms = new Atomization();
        Span<ushort> constants = new ushort[_constants];
        for (var atom = 0; atom < _count; atom++)
        {
            if (_sizes[atom] == 0) continue;
            var count = 0;
            var segment = _segments[atom];
            for (var c = Bitmap.Next(segment, 0); c >= 0; c = Bitmap.Next(segment, c + 1)) constants[count++] = (ushort)c;
            atoms.Add(constants[..count]);
        }

        return atoms;
    }

    private void Add()
    {
        if (!_free.TryPop(out var atom))
        {
            if (_count == _capacity) Grow();
            atom = _count++;
        }

        _segment.CopyTo(_segments[atom]);
        _trace.CopyTo(_traces[atom]);
        var size = 0;
        for (var c = Bitmap.Next(_segment, 0); c >= 0; c = Bitmap.Next(_segment, c + 1), size++) Bitmap.Set(_atomsWith[c], atom);
        Missing(_traces[atom], _trace);
        for (var i = Bitmap.Next(_trace, 0); i >= 0; i = Bitmap.Next(_trace, i + 1)) Bitmap.Set(_atomsWithout[i], atom);
        _sizes[atom] = size;
        if (size > 1) NonSingletons++;
    }

    private void Grow()
    {
        _capacity *= 2;
        _segments.Grow(_capacity, _constants);
        _traces.Grow(_capacity, _indicators.Length * 64);
        _atomsWith.Grow(_constants, _capacity);
        _atomsWithout.Grow(_atomsWithout.Rows, _capacity);
        Array.Resize(ref _sizes, _capacity);
    }
}
