using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace AmlIpNet.Artifacts;

/// <summary>Reads a file of comma-separated values as a <see cref="Table"/>: UTF-8, with a line of column names first. Only the columns that are wanted are kept.</summary>
internal sealed class CsvTable
{
    private const int MaxRecordBytes = 1 << 20;
    private const int MaxColumns = 10_000;

    private readonly DataSource _source;
    private readonly CsvReaderOptions _options;
    private readonly TableColumn[] _columns;
    private readonly int[] _places;
    private readonly HashSet<string> _named; // columns, by the artifact

    private CsvTable(DataSource source, char delimiter, IReadOnlyList<string> wanted, IReadOnlyCollection<string> texts)
    {
        _source = source;
        _options = new CsvReaderOptions
        {
            Separator = delimiter,
            MaxRecordSize = MaxRecordBytes,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            TrackLineNumbers = true,
        };
        string[] header = ReadHeader();
        foreach (string name in wanted.Concat(texts))
        {
            if (!header.Contains(name, StringComparer.Ordinal)) throw Table.NoColumn(Name, name, [.. header.Select(one => new TableColumn(one))]);
        }

        _named = [.. wanted, .. texts];
        var all = wanted.Count == 0 ? header : [.. wanted, .. texts.Except(wanted, StringComparer.Ordinal)];
        _columns = [.. all.Select(name => new TableColumn(name, texts.Contains(name)))];
        _places = [.. all.Select(name => Array.IndexOf(header, name))];
    }

    private string Name => $"The source '{_source.Name}'";

    /// <summary>Opens the file to look at its first line; its rows are read when the table is.</summary>
    /// <param name="source">The file.</param>
    /// <param name="delimiter">What is between cells.</param>
    /// <param name="wanted">The columns to keep; empty: all.</param>
    /// <param name="texts">Those that hold texts.</param>
    /// <exception cref="OperationException">It cannot be read, has no columns, or not the wanted ones.</exception>
    public static Table Open(DataSource source, char delimiter, IReadOnlyList<string> wanted, IReadOnlyCollection<string> texts)
    {
        var csv = new CsvTable(source, delimiter, wanted, texts);
        return new Table(csv.Name, csv._columns, csv.Read);
    }

    private string[] ReadHeader()
    {
        using var reader = OpenReader();
        string[] header = Try(() => reader.Headers.Select(name => name.Trim()).ToArray());
        return header switch
        {
            [] or [""] => throw new OperationException($"{Name} is empty: its first line must name the columns, such as x{_options.Separator}y."),
            { Length: > MaxColumns } => throw new OperationException($"{Name} has {header.Length:N0} columns: at most {MaxColumns:N0} can be read."),
            _ when header.Any(name => name.Contains(Rune.ReplacementChar.ToString(), StringComparison.Ordinal)) => throw At(1, "the names of the columns are not UTF-8; write the file in UTF-8"),
            _ when header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice => throw At(1, $"two columns have the same name, the {Array.IndexOf(header, twice.Key) + 1}. and the {Array.LastIndexOf(header, twice.Key) + 1}.; give each a name of its own", new FormatException($"It is '{twice.Key}'.")),
            _ => header,
        };
    }

    private IEnumerable<TableBatch> Read(CancellationToken cancellationToken)
    {
        using var reader = OpenReader();
        var batch = new TableBatch(_columns);
        bool isLast = false;
        while (!isLast)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isLast = !Try(() => Fill(reader, batch));
            if (batch.Rows > 0) yield return batch; // whoever has it may shorten it
        }
    }

    // Whether there is more.
    private bool Fill(CsvReader reader, TableBatch batch)
    {
        for (batch.Rows = 0; batch.Rows < TableBatch.MaxRows; batch.Rows++)
        {
            if (!reader.Read()) return false;
            for (int i = 0; i < _columns.Length; i++)
            {
                var cell = reader.GetSpan(_places[i]);
                if (!_columns[i].IsText) batch.SetNumber(i, Number(cell, i, reader));
                else if (Utf8.IsValid(cell)) batch.SetText(i, Encoding.UTF8.GetString(cell));
                else throw At(reader.LineNumber, $"the column '{NameOf(i)}' is not UTF-8; write the file in UTF-8");
            }
        }

        return true;
    }

    private double Number(ReadOnlySpan<byte> cell, int column, CsvReader reader)
    {
        if (cell.Trim((byte)' ').IsEmpty) return double.NaN;
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsInfinity(number)) return number;
        string text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 40)]); // for this node's log only
        throw At(reader.LineNumber, $"the column '{NameOf(column)}' has a cell that is no number; name the column in the parameter \"text\" of csv.load, or name only the others in \"columns\"", new FormatException($"The cell is '{text}'."));
    }

    // By its number, when nobody but the file has named it: the first line of a file without names has data.
    private string NameOf(int column) => _named.Contains(_columns[column].Name) ? _columns[column].Name : $"{_places[column] + 1}";

    private CsvReader OpenReader() => Try(() => CsvReader.Create(_source.Open(), _options, leaveOpen: false));

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            throw At(error.LineNumber, $"it has another number of cells than the first line, a quote out of place, or more than {MaxRecordBytes:N0} bytes; put cells that hold a quote, a line end or a '{_options.Separator}' into double quotes, and double their quotes", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperationException($"{Name} cannot be read on this node: {error.Message.TrimEnd('.')}. Give the worker a readable file under this name.", error);
        }
    }

    private OperationException At(long line, string what, Exception? inner = null) => new($"{Name}, line {line:N0}: {what}.", inner);
}
