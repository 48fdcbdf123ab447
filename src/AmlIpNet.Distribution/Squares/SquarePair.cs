namespace AmlIpNet.Distribution;

/// <summary>Two squares as they are constructed, row by row.</summary>
internal readonly record struct SquarePair(int Order, ushort[] Latin, ushort[] Greek)
{
    public static SquarePair Of(int order, Func<int, int, (int Latin, int Greek)> cell)
    {
        var pair = new SquarePair(order, new ushort[order * order], new ushort[order * order]);
        for (int row = 0, i = 0; row < order; row++)
        {
            for (int column = 0; column < order; column++, i++)
            {
                var (latin, greek) = cell(row, column);
                pair.Latin[i] = (ushort)latin;
                pair.Greek[i] = (ushort)greek;
            }
        }

        return pair;
    }
}
