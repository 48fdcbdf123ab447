namespace AmlIpNet.Artifacts;

/// <summary>Some rows of a <see cref="Table"/>, column by column. Good until the next batch is asked for: its memory is used again.</summary>
public sealed class TableBatch
{
    /// <summary>Rows of a batch at most.</summary>
    public const int MaxRows = 4_096;

    private readonly double[]?[] _numbers;
    private readonly string[]?[] _texts;

    internal TableBatch(IReadOnlyList<TableColumn> columns)
    {
        _numbers = [.. columns.Select(column => column.IsText ? null : new double[MaxRows])];
        _texts = [.. columns.Select(column => column.IsText ? new string[MaxRows] : null)];
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; internal set; }

    /// <summary>The numbers of a column, by its place in <see cref="Table.Columns"/>; NaN where there is none.</summary>
    public ReadOnlySpan<double> Numbers(int column) => (_numbers[column] ?? throw new InvalidOperationException("The column holds texts.")).AsSpan(0, Rows);

    /// <summary>The texts of a column.</summary>
    public ReadOnlySpan<string> Texts(int column) => (_texts[column] ?? throw new InvalidOperationException("The column holds numbers.")).AsSpan(0, Rows);

    internal void SetNumber(int column, double value) => _numbers[column]![Rows] = value;

    internal void SetText(int column, string value) => _texts[column]![Rows] = value;

    // The row goes to a place at or before its own.
    internal void MoveRow(int from, int to)
    {
        foreach (double[]? numbers in _numbers) if (numbers is not null) numbers[to] = numbers[from];
        foreach (string[]? texts in _texts) if (texts is not null) texts[to] = texts[from];
    }
}
