using AmlIpNet.TestKit;

namespace AmlIpNet.Distribution.Tests.Squares;

public sealed class GrecoLatinSquareTests
{
    [Fact]
    public void Every_order_that_is_built_is_an_orthogonal_pair() => Seeded.Run(random =>
    {
        foreach (int order in Enumerable.Range(1, 110).Concat([128, 210, 256, 512, 720, 990, 999, 1_000]).Where(GrecoLatinSquare.IsBuilt))
        {
            var square = GrecoLatinSquare.Create(order, (ulong)random.NextInt64());
            Assert.True(square.IsGrecoLatin);
            Check(square, greekIsLatin: true);
        }
    });

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(14)]
    [InlineData(22)]
    public void Where_no_pair_is_built_the_Latin_symbols_are_balanced_and_each_pair_is_there_once(int order) => Seeded.Run(random =>
    {
        Assert.False(GrecoLatinSquare.IsBuilt(order));
        for (int i = 0; i < 200; i++)
        {
            var square = GrecoLatinSquare.Create(order, (ulong)random.NextInt64());
            Assert.False(square.IsGrecoLatin);
            Check(square, greekIsLatin: false);
        }
    });

    [Fact]
    public void These_orders_are_built_and_no_others()
    {
        int[] missing = [.. Enumerable.Range(1, 100).Where(order => !GrecoLatinSquare.IsBuilt(order))];
        Assert.Equal([2, 6, 14, 18, 22, 26, 34, 38, 42, 46, 54, 58, 62, 66, 74, 78, 82, 86, 94, 98], missing);
    }

    [Fact]
    public void Order_ten_is_one_of_the_counterexamples_to_Euler_for_every_seed() => Seeded.Run(random =>
    {
        for (int i = 0; i < 500; i++) Check(GrecoLatinSquare.Create(10, (ulong)random.NextInt64()), greekIsLatin: true);
    });

    [Fact]
    public void The_same_seed_gives_the_same_square_on_every_machine()
    {
        var square = GrecoLatinSquare.Create(4, 7);
        string rows = string.Join(' ', Enumerable.Range(0, 4).Select(row => string.Concat(Enumerable.Range(0, 4).Select(column => $"{(char)('A' + square.Latin(row, column))}{square.Greek(row, column) + 1}"))));
        Assert.Equal(SquareOfSeed7, rows);
        Assert.Equal("GF(4)", square.Construction);
    }

    private const string SquareOfSeed7 = "B1D4C3A2 A3C2D1B4 C4A1B2D3 D2B3A4C1";

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void Other_orders_are_refused_in_words(int order) =>
        Assert.Contains("use 1 to 1,000", Assert.Throws<PlanException>(() => GrecoLatinSquare.Create(order, 1)).Message);

    private static void Check(GrecoLatinSquare square, bool greekIsLatin)
    {
        int n = square.Order;
        var pairs = new bool[n * n];
        for (int i = 0; i < n; i++)
        {
            bool[] latinInRow = new bool[n], latinInColumn = new bool[n], greekInRow = new bool[n], greekInColumn = new bool[n];
            for (int j = 0; j < n; j++)
            {
                latinInRow[square.Latin(i, j)] = latinInColumn[square.Latin(j, i)] = true;
                greekInRow[square.Greek(i, j)] = greekInColumn[square.Greek(j, i)] = true;
                pairs[square.Latin(i, j) * n + square.Greek(i, j)] = true;
            }

            Assert.True(Array.TrueForAll(latinInRow, found => found) && Array.TrueForAll(latinInColumn, found => found), $"Latin symbols, order {n}, line {i}");
            if (greekIsLatin) Assert.True(Array.TrueForAll(greekInRow, found => found) && Array.TrueForAll(greekInColumn, found => found), $"Greek symbols, order {n}, line {i}");
        }

        Assert.True(Array.TrueForAll(pairs, found => found), $"pairs, order {n}");
    }
}
