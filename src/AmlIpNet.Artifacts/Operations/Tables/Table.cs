namespace AmlIpNet.Artifacts;

/// <summary>
/// Rows with named columns, read batch by batch whenever they are asked for: a table of a file of any size takes the memory of one batch, and what is made of
/// it (<see cref="Where(string, Func{double, bool})"/>) is computed on the way. Safe to read several times, also at once.
/// </summary>
public sealed class Table
{
    private readonly Func<CancellationToken, IEnumerable<TableBatch>> _read;

    /// <summary>A table out of batches.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="read">Reads it from the start.</param>
    internal Table(string name, IReadOnlyList<TableColumn> columns, Func<CancellationToken, IEnumerable<TableBatch>> read) => (Name, Columns, _read) = (name, columns, read);

    /// <summary>Where it comes from.</summary>
    public string Name { get; }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Its rows, from the first on. A batch is good until the next one is asked for.</summary>
    /// <exception cref="OperationException">What it is read from is broken; the message says where.</exception>
    public IEnumerable<TableBatch> Read(CancellationToken cancellationToken = default) => _read(cancellationToken);

    /// <summary>The place of a column.</summary>
    /// <exception cref="OperationException">There is none of this name, or of the other kind.</exception>
    public int IndexOf(string column, bool isText = false)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name != column) continue;
            return Columns[i].IsText == isText ? i : throw new OperationException(isText
                ? $"The column '{column}' of {Name} holds numbers: name it in the parameter \"text\" of csv.load to have its texts."
                : $"The column '{column}' of {Name} holds texts: take it out of the parameter \"text\" of csv.load to have its numbers.");
        }

        throw NoColumn(Name, column, Columns);
    }

    /// <summary>The rows whose number in a column fits.</summary>
    /// <exception cref="OperationException">There is no such column of numbers.</exception>
    public Table Where(string column, Func<double, bool> fits)
    {
        int index = IndexOf(column);
        return Filtered((batch, row) => fits(batch.Numbers(index)[row]));
    }

    /// <summary>The rows whose text in a column fits.</summary>
    /// <exception cref="OperationException">There is no such column of texts.</exception>
    public Table Where(string column, Func<string, bool> fits)
    {
        int index = IndexOf(column, isText: true);
        return Filtered((batch, row) => fits(batch.Texts(index)[row]));
    }

    /// <summary>All numbers of a column: for operations that need them at once. They take 8 bytes a row.</summary>
    /// <exception cref="OperationException">There is no such column of numbers, or more than <paramref name="mostRows"/> rows.</exception>
    public double[] Numbers(string column, int mostRows = 100_000_000, CancellationToken cancellationToken = default)
    {
        int index = IndexOf(column);
        var numbers = new List<double>();
        foreach (var batch in Read(cancellationToken))
        {
            if (numbers.Count + batch.Rows > mostRows) throw new OperationException($"{Name} has more than {mostRows:N0} rows, too many to have a column in memory: filter it before, or read it batch by batch.");
            numbers.AddRange(batch.Numbers(index));
        }

        return [.. numbers];
    }

    /// <summary>Which columns there are is told in this node's log only: the first line of a file without names has data.</summary>
    internal static OperationException NoColumn(string table, string column, IReadOnlyCollection<TableColumn> columns)
    {
        const int Most = 20;
        string names = string.Join(", ", columns.Take(Most).Select(one => one.Name)) + (columns.Count > Most ? ", …" : "");
        return new($"{table} has no column '{column}', but {columns.Count:N0} other{(columns.Count == 1 ? "" : "s")}, which the log of its node names.", new KeyNotFoundException($"The columns are {names}."));
    }

    private Table Filtered(Func<TableBatch, int, bool> fits)
    {
        return new Table(Name, Columns, Read);

        IEnumerable<TableBatch> Read(CancellationToken cancellationToken)
        {
            foreach (var batch in _read(cancellationToken))
            {
                int kept = 0;
                for (int row = 0; row < batch.Rows; row++)
                {
                    if (!fits(batch, row)) continue;
                    if (kept != row) batch.MoveRow(row, kept);
                    kept++;
                }

                batch.Rows = kept;
                if (kept > 0) yield return batch;
            }
        }
    }
}
