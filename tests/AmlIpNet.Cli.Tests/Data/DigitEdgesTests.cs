using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Tests.Data;

public sealed class DigitEdgesTests
{
    [Fact]
    public void A_white_image_has_no_edges() => Assert.DoesNotContain(true, DigitEdges.Of(new byte[DigitSet.RowBytes]));

    [Fact]
    public void An_upright_bar_wider_than_a_cell_has_edges_to_the_right_on_its_left_side_and_to_the_left_on_its_right_side()
    {
        var edges = DigitEdges.Of(Image((x, y) => x is >= 10 and <= 17 && y is >= 4 and <= 23));
        Assert.NotEmpty(Columns(edges, direction: 0));
        Assert.NotEmpty(Columns(edges, direction: 4));
        Assert.True(Columns(edges, direction: 0).Max() < Columns(edges, direction: 4).Min());
    }

    [Theory]
    [InlineData(-3, 2)]
    [InlineData(4, -2)]
    public void Where_the_digit_stands_makes_no_difference(int right, int down)
    {
        static bool Ring(int x, int y) => (x - 14) * (x - 14) + (y - 13) * (y - 13) is >= 16 and <= 49;
        Assert.Equal(DigitEdges.Of(Image(Ring)), DigitEdges.Of(Image((x, y) => Ring(x - right, y - down))));
    }

    [Fact]
    public void A_leaning_bar_is_put_upright()
    {
        var upright = UprightDigit.Of(Image((x, y) => y is >= 4 and <= 23 && x >= 18 - y / 2 && x <= 21 - y / 2));
        var columns = Enumerable.Range(0, UprightDigit.Side).Select(x => Enumerable.Range(0, UprightDigit.Side).Sum(y => upright[y * UprightDigit.Side + x])).ToArray();
        Assert.True(columns.Count(c => c > 2) <= 6, "It still leans.");
        Assert.True(columns[9] > 15 && columns[10] > 15, "It is not in the middle.");
    }

    private static int[] Columns(bool[] edges, int direction) =>
        [.. Enumerable.Range(0, 81).Where(cell => edges[direction * 81 + cell]).Select(cell => cell % DigitEdges.Cells).Distinct().Order()];

    private static byte[] Image(Func<int, int, bool> black)
    {
        var row = new byte[DigitSet.RowBytes];
        for (var p = 0; p < DigitSet.Inputs; p++)
        {
            if (black(p % DigitSet.Side, p / DigitSet.Side)) row[p >> 3] |= (byte)(1 << (p & 7));
        }

        return row;
    }
}
