using System.Globalization;

namespace AmlIpNet.Distribution;

/// <summary>
/// A square of order n whose rows and columns hold each Latin symbol once, and each pair of a Latin and a Greek symbol stands in it once. Where an orthogonal pair is
/// built (<see cref="IsGrecoLatin"/>) its rows and columns hold each Greek symbol once, too. Where none is built, or none exists (2 and 6), the Greek symbols of each
/// Latin one are shuffled.
/// </summary>
public sealed class GrecoLatinSquare
{
    /// <summary>The largest order.</summary>
    public const int MaxOrder = 1_000;

    private readonly ushort[] _latin;
    private readonly ushort[] _greek;

    private GrecoLatinSquare(int order, ushort[] latin, ushort[] greek, bool isGrecoLatin, string construction)
    {
        (Order, IsGrecoLatin, Construction) = (order, isGrecoLatin, construction);
        (_latin, _greek) = (latin, greek);
    }

    /// <summary>How many rows, columns, Latin and Greek symbols there are.</summary>
    public int Order { get; }

    /// <summary>Whether the two squares are an orthogonal pair of Latin squares, built so or come out so.</summary>
    public bool IsGrecoLatin { get; }

    /// <summary>How it was constructed, before rows, columns and symbols were shuffled.</summary>
    public string Construction { get; }

    /// <summary>Whether an orthogonal pair of this order is built: all odd orders, multiples of 4, and multiples of 10.</summary>
    public static bool IsBuilt(int order) => order is >= 1 and <= MaxOrder && Constructions.Has(order);

    /// <summary>Makes a square; the same seed gives the same one.</summary>
    /// <param name="order">1 to <see cref="MaxOrder"/>.</param>
    /// <param name="seed">Shuffles rows, columns and both kinds of symbols.</param>
    /// <exception cref="PlanException">The order is out of its bounds.</exception>
    public static GrecoLatinSquare Create(int order, ulong seed) => Create(order, seed, orthogonal: true);

    /// <summary>Makes a square whose Latin symbols are balanced, and whose Greek ones are shuffled.</summary>
    /// <inheritdoc cref="Create(int, ulong)"/>
    public static GrecoLatinSquare CreateLatin(int order, ulong seed) => Create(order, seed, orthogonal: false);

    /// <summary>The Latin symbol of a cell, from 0.</summary>
    public int Latin(int row, int column) => _latin[row * Order + column];

    /// <summary>The Greek symbol of a cell, from 0.</summary>
    public int Greek(int row, int column) => _greek[row * Order + column];

    private static GrecoLatinSquare Create(int order, ulong seed, bool orthogonal)
    {
        if (order is < 1 or > MaxOrder) throw new PlanException($"There is no square of order {order}: use 1 to {MaxOrder.ToString("N0", CultureInfo.InvariantCulture)}.");
        var random = new SeededRandom(seed);
        int[] rows = random.Permutation(order), columns = random.Permutation(order), symbols = random.Permutation(order);
        var (latin, greek) = (new ushort[order * order], new ushort[order * order]);
        if (orthogonal && Constructions.Has(order))
        {
            var (pair, name) = Constructions.Create(order);
            int[] kinds = random.Permutation(order);
            for (int i = 0, from = 0; i < order; i++)
            {
                int row = rows[i] * order;
                for (int j = 0; j < order; j++, from++)
                {
                    latin[row + columns[j]] = (ushort)symbols[pair.Latin[from]];
                    greek[row + columns[j]] = (ushort)kinds[pair.Greek[from]];
                }
            }

            return new(order, latin, greek, true, name);
        }

        // Row i of the cyclic square: its Latin symbol s takes the i-th of the kinds that were shuffled for s.
        int[][] shuffled = [.. Enumerable.Range(0, order).Select(_ => random.Permutation(order))];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                int to = rows[i] * order + columns[j], symbol = symbols[(i + j) % order];
                latin[to] = (ushort)symbol;
                greek[to] = (ushort)shuffled[symbol][i];
            }
        }

        return new(order, latin, greek, IsLatin(greek, order), "cyclic, one square");
    }

    // In small squares it may come out so.
    private static bool IsLatin(ushort[] symbols, int order)
    {
        bool[] inRow = new bool[order * order], inColumn = new bool[order * order];
        for (int i = 0; i < symbols.Length; i++)
        {
            ref bool row = ref inRow[i / order * order + symbols[i]], column = ref inColumn[i % order * order + symbols[i]];
            if (row || column) return false;
            row = column = true;
        }

        return true;
    }
}
