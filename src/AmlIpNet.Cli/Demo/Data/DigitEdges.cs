namespace AmlIpNet.Cli.Demo.Data;

/// <summary>
/// What the AML demo sees of a digit: where the upright digit has edges of which direction. An edge has one of 8 directions,
/// from white to black: 0 is to the right, 2 downwards. A cell is 4 × 4 pixels; cells overlap by half, 9 × 9 of them. So there
/// are 648 yes-or-no features, direction by direction, each row by row. Feature direction × 81 + row × 9 + column has its
/// cell's upper left pixel at (2 × column, 2 × row) of the upright digit. The same bits on every machine.
/// </summary>
internal static class DigitEdges
{
    public const int Directions = 8;
    public const int Cells = 9;
    public const int Count = Directions * Cells * Cells;
    public const int CellSide = 4;
    public const int CellStep = 2;

    private const int Side = UprightDigit.Side;
    private const double Enough = 0.3 * CellSide;
    private const double Diagonal = 0.70710678118654752;

    private static readonly double[] s_x = [1, Diagonal, 0, -Diagonal, -1, -Diagonal, 0, Diagonal];
    private static readonly double[] s_y = [0, Diagonal, 1, Diagonal, 0, -Diagonal, -1, -Diagonal];

    /// <summary>The features of an image.</summary>
    /// <param name="row">The image as a <see cref="DigitSet"/> keeps it.</param>
    public static bool[] Of(ReadOnlySpan<byte> row)
    {
        var soft = Soften(UprightDigit.Of(row));
        var features = new bool[Count];
        var edges = new double[Side * Side];
        for (var direction = 0; direction < Directions; direction++)
        {
            for (var p = 0; p < edges.Length; p++) edges[p] = Edge(soft, p % Side, p / Side, direction);
            for (var cell = 0; cell < Cells * Cells; cell++)
                features[direction * Cells * Cells + cell] = Sum(edges, cell % Cells * CellStep, cell / Cells * CellStep) > Enough;
        }

        return features;
    }

    // The share of the slope that goes this way: all of it in the direction itself, none from 45 degrees on.
    private static double Edge(float[] image, int x, int y, int direction)
    {
        double dx = At(image, x + 1, y) - At(image, x - 1, y), dy = At(image, x, y + 1) - At(image, x, y - 1);
        var along = dx * s_x[direction] + dy * s_y[direction];
        return Math.Max(0, (along - Diagonal * Math.Sqrt(dx * dx + dy * dy)) / (1 - Diagonal));
    }

    // The mean of a pixel's neighbourhood with the weights 1 2 1 both ways.
    private static float[] Soften(float[] image)
    {
        var soft = new float[image.Length];
        for (var p = 0; p < soft.Length; p++)
        {
            float sum = 0;
            for (var dy = -1; dy <= 1; dy++)
                for (var dx = -1; dx <= 1; dx++) sum += At(image, p % Side + dx, p / Side + dy) * (2 - Math.Abs(dx)) * (2 - Math.Abs(dy));
            soft[p] = sum / 16;
        }

        return soft;
    }

    private static double Sum(double[] edges, int left, int top)
    {
        double sum = 0;
        for (var y = top; y < top + CellSide; y++)
            for (var x = left; x < left + CellSide; x++) sum += edges[y * Side + x];
        return sum;
    }

    private static float At(float[] image, int x, int y) => x is < 0 or >= Side || y is < 0 or >= Side ? 0 : image[y * Side + x];
}
