namespace AmlIpNet.Cli.Demo.Data;

/// <summary>A digit put upright: its centre of mass in the middle of 20 × 20 pixels, and sheared so that it leans neither left
/// nor right. Greys from 0 to 1.</summary>
internal static class UprightDigit
{
    public const int Side = 20;
    public const int Pixels = Side * Side;

    public static float[] Of(ReadOnlySpan<byte> row)
    {
        double mass = 0, meanX = 0, meanY = 0;
        for (var p = 0; p < DigitSet.Inputs; p++)
        {
            if (!IsBlack(row, p % DigitSet.Side, p / DigitSet.Side)) continue;
            mass++;
            meanX += p % DigitSet.Side;
            meanY += p / DigitSet.Side;
        }

        var upright = new float[Pixels];
        if (mass == 0) return upright;
        meanX /= mass;
        meanY /= mass;
        var lean = Lean(row, meanX, meanY);
        const double Middle = (Side - 1) / 2.0;
        for (var p = 0; p < Pixels; p++)
        {
            double dx = p % Side - Middle, dy = p / Side - Middle;
            upright[p] = Grey(row, meanX + dx + lean * dy, meanY + dy);
        }

        return upright;
    }

    // How many pixels to the right the strokes go for each pixel down: the slope of x over y by least squares.
    private static double Lean(ReadOnlySpan<byte> row, double meanX, double meanY)
    {
        double xy = 0, yy = 0;
        for (var p = 0; p < DigitSet.Inputs; p++)
        {
            if (!IsBlack(row, p % DigitSet.Side, p / DigitSet.Side)) continue;
            double dx = p % DigitSet.Side - meanX, dy = p / DigitSet.Side - meanY;
            xy += dx * dy;
            yy += dy * dy;
        }

        return yy == 0 ? 0 : xy / yy;
    }

    // Between four pixels, by their distances.
    private static float Grey(ReadOnlySpan<byte> row, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double fx = x - left, fy = y - top;
        double upper = (IsBlack(row, left, top) ? 1 - fx : 0) + (IsBlack(row, left + 1, top) ? fx : 0);
        double lower = (IsBlack(row, left, top + 1) ? 1 - fx : 0) + (IsBlack(row, left + 1, top + 1) ? fx : 0);
        return (float)(upper * (1 - fy) + lower * fy);
    }

    private static bool IsBlack(ReadOnlySpan<byte> row, int x, int y)
    {
        if (x is < 0 or >= DigitSet.Side || y is < 0 or >= DigitSet.Side) return false;
        var pixel = y * DigitSet.Side + x;
        return (row[pixel >> 3] >> (pixel & 7) & 1) != 0;
    }
}
