using System.Numerics;

namespace AmlIpNet.Aml;

/// <summary>
/// Counts, for every example and class, the atoms that are below the class's term and not below the example's: its misses. An
/// example belongs to the class with the fewest. Atoms can be added and taken away at any time. The counters are bit-sliced: an
/// atom costs a few operations for each 512 examples. Not for several threads at a time.
/// </summary>
public sealed class MissCounter
{
    private const int Planes = 31;

    private readonly ColumnBitmaps _examples;
    private readonly ColumnBitmaps _classes;
    private readonly ulong[][] _planes;
    private readonly int[][] _counts;
    private readonly ulong[] _classHit;
    private readonly ulong[] _miss;
    private readonly ulong[] _carry;
    private bool _counted;

    /// <summary>Starts with no atoms.</summary>
    /// <param name="classes">The terms of the classes: one for a yes-or-no question.</param>
    /// <param name="examples">The terms of the examples.</param>
    public MissCounter(IReadOnlyList<Term> classes, IReadOnlyList<Term> examples)
    {
        (Classes, Examples) = (classes.Count, examples.Count);
        _examples = new ColumnBitmaps(examples, ConstantsOf(examples));
        _classes = new ColumnBitmaps(classes, ConstantsOf(classes));
        _planes = new ulong[classes.Count][];
        _counts = new int[classes.Count][];
        for (var k = 0; k < classes.Count; k++) (_planes[k], _counts[k]) = (new ulong[Planes * _examples.WordCount], new int[examples.Count]);
        _classHit = new ulong[_classes.WordCount];
        _miss = new ulong[_examples.WordCount];
        _carry = new ulong[_examples.WordCount];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many examples there are.</summary>
    public int Examples { get; }

    /// <summary>Counts an atom in.</summary>
    /// <param name="atom">Its upper constant segment.</param>
    public void Add(ReadOnlySpan<ushort> atom) => Count(atom, remove: false);

    /// <summary>Counts an atom out that was counted in before.</summary>
    /// <param name="atom">Its upper constant segment.</param>
    public void Remove(ReadOnlySpan<ushort> atom) => Count(atom, remove: true);

    /// <summary>Counts atoms in.</summary>
    /// <param name="atoms">The atoms.</param>
    /// <param name="from">The first of them to count in.</param>
    public void Add(Atomization atoms, int from = 0)
    {
        for (var i = from; i < atoms.Count; i++) Count(atoms[i], remove: false);
    }

    /// <summary>How many misses the example has in the class.</summary>
    public int Misses(int example, int @class)
    {
        ReadCounts();
        return _counts[@class][example];
    }

    /// <summary>The class with the fewest misses; of several the first.</summary>
    public int Predict(int example)
    {
        ReadCounts();
        var best = 0;
        for (var k = 1; k < Classes; k++)
        {
            if (_counts[k][example] < _counts[best][example]) best = k;
        }

        return best;
    }

    /// <summary>The share of examples that are predicted right, 0 to 1.</summary>
    /// <param name="labels">The class of each example.</param>
    public double Accuracy(IReadOnlyList<int> labels)
    {
        if (labels.Count != Examples) throw new ArgumentException($"There are {Examples} examples and {labels.Count} labels.", nameof(labels));
        var right = 0;
        for (var e = 0; e < Examples; e++)
        {
            if (Predict(e) == labels[e]) right++;
        }

        return (double)right / Math.Max(1, Examples);
    }

    private static int ConstantsOf(IReadOnlyList<Term> terms) => terms.Select(t => t.Count == 0 ? 0 : t.Constants[^1] + 1).DefaultIfEmpty().Max();

    private void Count(ReadOnlySpan<ushort> atom, bool remove)
    {
        _counted = false;
        _classes.Hit(atom, _classHit);
        var first = Bitmap.Next(_classHit, 0);
        if (first < 0) return;
        _examples.Hit(atom, _miss);
        for (var w = 0; w < _miss.Length; w++) _miss[w] = ~_miss[w];
        for (var k = first; k >= 0; k = Bitmap.Next(_classHit, k + 1))
        {
            _miss.CopyTo(_carry, 0);
            if (remove) TakeOff(_planes[k]);
            else PutOn(_planes[k]);
        }
    }

    // Adds one to the counters whose bit is set in _carry, plane by plane, until nothing is carried.
    private void PutOn(Span<ulong> planes)
    {
        for (var plane = 0; plane < Planes && !Bitmap.IsEmpty(_carry); plane++)
        {
            var digits = planes.Slice(plane * _carry.Length, _carry.Length);
            for (var w = 0; w < digits.Length; w++)
            {
                var carried = digits[w] & _carry[w];
                digits[w] ^= _carry[w];
                _carry[w] = carried;
            }
        }
    }

    private void TakeOff(Span<ulong> planes)
    {
        for (var plane = 0; plane < Planes && !Bitmap.IsEmpty(_carry); plane++)
        {
            var digits = planes.Slice(plane * _carry.Length, _carry.Length);
            for (var w = 0; w < digits.Length; w++)
            {
                digits[w] ^= _carry[w];
                _carry[w] &= digits[w];
            }
        }
    }

    private void ReadCounts()
    {
        if (_counted) return;
        _counted = true;
        for (var k = 0; k < Classes; k++)
        {
            _counts[k].AsSpan().Clear();
            for (var plane = 0; plane < Planes; plane++)
            {
                ReadOnlySpan<ulong> digits = _planes[k].AsSpan(plane * _miss.Length, _miss.Length);
                for (var w = 0; w < digits.Length; w++)
                {
                    for (var word = digits[w]; word != 0; word &= word - 1)
                    {
                        var e = w * 64 + BitOperations.TrailingZeroCount(word);
                        if (e < Examples) _counts[k][e] += 1 << plane;
                    }
                }
            }
        }
    }
}
