using System.Globalization;
using System.Numerics;

namespace AmlIpNet.Artifacts;

/// <summary>
/// A sum of numbers without any error, kept as a few numbers that do not overlap (J. R. Shewchuk 1997). So the order of the numbers, and how they are shared
/// among nodes, makes no difference: rounding happens once, when the sum or the mean is told.
/// </summary>
internal sealed class ExactSum
{
    /// <summary>The parts of a sum at most: they do not overlap, so that none shares one of the 2,098 binary places of doubles with another.</summary>
    public const int MaxParts = 2_098;

    private const int SmallestExponent = 1_074; // 2^-1074 is the smallest double
    private readonly List<double> _parts = [];

    public IReadOnlyList<double> Parts => _parts;

    /// <exception cref="OperationException">The sum is beyond what a double can hold.</exception>
    public void Add(double number)
    {
        int kept = 0;
        for (int i = 0; i < _parts.Count; i++)
        {
            double part = _parts[i];
            if (Math.Abs(number) < Math.Abs(part)) (number, part) = (part, number);
            double high = number + part;
            double low = part - (high - number);
            if (low != 0) _parts[kept++] = low;
            number = high;
        }

        if (!double.IsFinite(number)) throw new OperationException("The sum is beyond 1.8E308, the largest number: scale the column down.");
        _parts.RemoveRange(kept, _parts.Count - kept);
        if (number != 0) _parts.Add(number);
    }

    /// <summary>The sum, rounded once.</summary>
    public double Round() => Divide(1);

    /// <summary>The sum divided by a whole number, rounded once.</summary>
    public double Divide(BigInteger by) => Ratio(Units(), by << SmallestExponent);

    /// <summary>The sum in units of 10^-<paramref name="digits"/>, rounded to the nearest.</summary>
    public BigInteger Scale(int digits)
    {
        var (unit, scaled) = (BigInteger.One << SmallestExponent, Units() * BigInteger.Pow(10, digits));
        return BigInteger.Divide(2 * BigInteger.Abs(scaled) + unit, 2 * unit) * scaled.Sign;
    }

    /// <summary>The double that is nearest to a fraction.</summary>
    public static double Ratio(BigInteger numerator, BigInteger denominator)
    {
        // More decimal digits than any double needs, and one more that tells whether there was a rest: reading them rounds correctly.
        const int Digits = 800;
        int exponent = (int)Math.Ceiling((denominator.GetBitLength() - (double)numerator.GetBitLength()) * Math.Log10(2)) + Digits;
        var quotient = BigInteger.DivRem(exponent >= 0 ? numerator * BigInteger.Pow(10, exponent) : numerator, exponent >= 0 ? denominator : denominator * BigInteger.Pow(10, -exponent), out var rest);
        return double.Parse($"{quotient}{(rest.IsZero ? '0' : '1')}E{-exponent - 1}", NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private BigInteger Units()
    {
        var sum = BigInteger.Zero;
        foreach (double part in _parts)
        {
            long bits = BitConverter.DoubleToInt64Bits(part);
            int exponent = (int)(bits >> 52 & 0x7FF);
            long mantissa = bits & 0xF_FFFF_FFFF_FFFF;
            var units = exponent == 0 ? mantissa : (BigInteger)(mantissa | 1L << 52) << (exponent - 1);
            sum += bits < 0 ? -units : units;
        }

        return sum;
    }
}
