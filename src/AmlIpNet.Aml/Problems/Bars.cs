namespace AmlIpNet.Aml;

/// <summary>
/// The toy problem of the method's authors: does a black and white image of side × side pixels hold a complete column? Half of
/// the pixels are black by chance, so no single pixel tells. Constants: pixel black, pixel white, and one for the class.
/// </summary>
public sealed class Bars
{
    private readonly bool[] _pixels;

    /// <summary>The problem for one size of image.</summary>
    /// <param name="side">Pixels of a row and of a column, 2 to 64.</param>
    public Bars(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 64);
        Side = side;
        _pixels = new bool[side * side];
        Class = Term.Of([2 * side * side]);
    }

    /// <summary>Pixels of a row and of a column.</summary>
    public int Side { get; }

    /// <summary>The term of "holds a complete column".</summary>
    public Term Class { get; }

    /// <summary>How many constants there are.</summary>
    public int ConstantCount => 2 * Side * Side + 1;

    /// <summary>A random image that holds a complete column, or one that does not.</summary>
    public Term Image(bool hasColumn, SplitMix64 random)
    {
        do
        {
            for (var i = 0; i < _pixels.Length; i++) _pixels[i] = random.Below(2) == 1;
            if (!hasColumn) continue;
            var column = random.Below(Side);
            for (var y = 0; y < Side; y++) _pixels[y * Side + column] = true;
        }
        while (!hasColumn && HasColumn());

        Span<int> constants = new int[_pixels.Length];
        for (var i = 0; i < constants.Length; i++) constants[i] = _pixels[i] ? i : i + _pixels.Length;
        return Term.Of(constants);
    }

    /// <summary>A batch of random examples.</summary>
    /// <param name="positives">Images with a complete column.</param>
    /// <param name="negatives">Images without.</param>
    /// <param name="random">Makes the images.</param>
    public DataSet Batch(int positives, int negatives, SplitMix64 random)
    {
        var batch = new DataSet();
        for (var i = 0; i < positives; i++) batch.Add(Class, Image(hasColumn: true, random), isPositive: true);
        for (var i = 0; i < negatives; i++) batch.Add(Class, Image(hasColumn: false, random), isPositive: false);
        return batch;
    }

    private bool HasColumn()
    {
        for (var x = 0; x < Side; x++)
        {
            var y = 0;
            while (y < Side && _pixels[y * Side + x]) y++;
            if (y == Side) return true;
        }

        return false;
    }
}
