using System.Numerics;

namespace AmlIpNet.Distribution;

/// <summary>Orthogonal pairs of Latin squares: for odd orders, for powers of two from 4, for 10, and for products of these.</summary>
internal static class Constructions
{
    // Irreducible polynomials over GF(2) of degree 2 to 9, a bit for each coefficient.
    private static readonly int[] s_irreducible = [0, 0, 0b111, 0b1011, 0b10011, 0b100101, 0b1000011, 0b10000011, 0b100011011, 0b1000010001];

    /// <summary>Whether a pair of this order is built. None exists for 2 and 6; the other orders of the form 4k + 2 that are no multiple of 10 are not built.</summary>
    public static bool Has(int order) => order % 2 == 1 || order % 4 == 0 || order % 10 == 0;

    /// <summary>The pair of an order that is built.</summary>
    public static (SquarePair Pair, string Name) Create(int order)
    {
        if (order % 2 == 1) return (Odd(order), "cyclic");
        int twos = BitOperations.TrailingZeroCount(order), odd = order >> twos;
        if (twos == 1) return odd == 5 ? (Ten(), "quasi-difference matrix over Z7") : (Product(Ten(), Odd(odd / 5)), $"10 × {odd / 5}");
        return odd == 1 ? (Field(twos), $"GF({order})") : (Product(Field(twos), Odd(odd)), $"GF({1 << twos}) × {odd}");
    }

    /// <summary>i + j and 2i + j modulo n: 1, 2 and their difference have inverses.</summary>
    private static SquarePair Odd(int n) => SquarePair.Of(n, (i, j) => ((i + j) % n, (2 * i + j) % n));

    /// <summary>i + j and xi + j in the field of 2^degree elements; to add is to exclusive-or.</summary>
    private static SquarePair Field(int degree) => SquarePair.Of(1 << degree, (i, j) => (i ^ j, TimesX(i, degree) ^ j));

    private static int TimesX(int element, int degree) => element << 1 >> degree == 0 ? element << 1 : (element << 1) ^ s_irreducible[degree];

    /// <summary>A cell of the product is the pair of a cell of the one and a cell of the other.</summary>
    private static SquarePair Product(SquarePair a, SquarePair b) => SquarePair.Of(a.Order * b.Order, (i, j) =>
    {
        int inA = i / b.Order * a.Order + j / b.Order, inB = i % b.Order * b.Order + j % b.Order;
        return (a.Latin[inA] * b.Order + b.Latin[inB], a.Greek[inA] * b.Order + b.Greek[inB]);
    });

    /// <summary>
    /// Order 10, after E. T. Parker (1959): 100 quadruples (row, column, Latin, Greek) in which every two places hold every pair of symbols once. The symbols are Z7
    /// and three infinities. The three quadruples (∞, a, b, c) below, in all four rotations, and (0, 0, 0, 0) have, between any two places, every difference modulo 7
    /// once; so adding 0 to 6 to their finite symbols gives 91 of the quadruples. The other nine are a pair of order 3 on the infinities.
    /// </summary>
    private static SquarePair Ten()
    {
        const int Modulus = 7;
        ReadOnlySpan<(int A, int B, int C)> starters = [(0, 1, 4), (0, 2, 1), (0, 4, 2)];
        var (latin, greek) = (new ushort[100], new ushort[100]);
        Span<int> quadruple = stackalloc int[4];
        for (int shift = 0; shift < Modulus; shift++)
        {
            Set(shift, shift, shift, shift);
            for (int infinity = 0; infinity < 3; infinity++)
            {
                var (a, b, c) = starters[infinity];
                for (int rotation = 0; rotation < 4; rotation++)
                {
                    quadruple[rotation] = Modulus + infinity;
                    quadruple[(rotation + 1) % 4] = (a + shift) % Modulus;
                    quadruple[(rotation + 2) % 4] = (b + shift) % Modulus;
                    quadruple[(rotation + 3) % 4] = (c + shift) % Modulus;
                    Set(quadruple[0], quadruple[1], quadruple[2], quadruple[3]);
                }
            }
        }

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++) Set(Modulus + i, Modulus + j, Modulus + (i + j) % 3, Modulus + (2 * i + j) % 3);
        }

        return new SquarePair(10, latin, greek);

        void Set(int row, int column, int one, int other)
        {
            latin[row * 10 + column] = (ushort)one;
            greek[row * 10 + column] = (ushort)other;
        }
    }
}
