namespace AmlIpNet.Aml;

/// <summary>What is said of two terms of a <see cref="DataSet"/>: that left ≤ right holds, or that it does not.</summary>
/// <param name="Left">The index of the left term.</param>
/// <param name="Right">The index of the right term.</param>
/// <param name="IsPositive">True: left ≤ right must hold. False: it must not hold.</param>
public readonly record struct Duple(int Left, int Right, bool IsPositive);

/// <summary>Duples over terms. Each term is kept once, however many duples it has: a digit is one image term with ten duples.</summary>
public sealed class DataSet
{
    private readonly List<Term> _terms = [];
    private readonly Dictionary<Term, int> _indices = [];
    private readonly List<Duple> _duples = [];

    /// <summary>The distinct terms.</summary>
    public IReadOnlyList<Term> Terms => _terms;

    /// <summary>The duples, in the order in which they were added.</summary>
    public IReadOnlyList<Duple> Duples => _duples;

    /// <summary>One more than the highest constant; 0 without constants.</summary>
    public int ConstantCount { get; private set; }

    /// <summary>The index of the term, which is taken in if it is new.</summary>
    public int Intern(Term term)
    {
        if (_indices.TryGetValue(term, out var index)) return index;
        index = _terms.Count;
        _terms.Add(term);
        _indices.Add(term, index);
        if (term.Count > 0) ConstantCount = Math.Max(ConstantCount, term.Constants[^1] + 1);
        return index;
    }

    /// <summary>Adds a duple.</summary>
    public void Add(Term left, Term right, bool isPositive) => _duples.Add(new Duple(Intern(left), Intern(right), isPositive));

    /// <summary>Adds a duple over terms that were taken in before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no term with that index.</exception>
    public void Add(Duple duple)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)duple.Left, (uint)_terms.Count, nameof(duple));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)duple.Right, (uint)_terms.Count, nameof(duple));
        _duples.Add(duple);
    }

    /// <summary>Makes room for so many more duples.</summary>
    internal void EnsureDuples(int more) => _duples.EnsureCapacity(_duples.Count + more);

    /// <summary>Adds an example of a class: its class's term ≤ the example's term, and no other class's term is.</summary>
    /// <param name="classes">The terms of all classes.</param>
    /// <param name="label">The index of its class; -1 for an example of none of them.</param>
    /// <param name="example">The term of the example.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void AddExample(IReadOnlyList<Term> classes, int label, Term example)
    {
        if (label < -1 || label >= classes.Count) throw new ArgumentOutOfRangeException(nameof(label), label, $"There are {classes.Count} classes.");
        for (var k = 0; k < classes.Count; k++) Add(classes[k], example, k == label);
    }
}
