using System.Text;

namespace AmlIpNet.Artifacts.Tests.Operations;

/// <summary>Loading CSV files and choosing rows, with good files and bad ones.</summary>
public sealed class TableTests
{
    private const string Rows = "x,name,y\n0.25,ann,1\n0.75,\"bob, \"\"the\"\" builder\",2\n,carol,3\n1e3,ann,4\n";

    private static Table Load(Environment environment, string parameters = """{"text": ["name"]}""") => (Table)environment.Run("csv.load", parameters, "s").Variables["table"];

    [Fact]
    public void Columns_are_numbers_unless_they_are_called_text()
    {
        using var environment = new Environment().Source("s", Rows);
        var table = Load(environment);
        Assert.Equal([new("x"), new("name", true), new("y")], table.Columns);
        Assert.Equal([0.25, 0.75, double.NaN, 1000], table.Numbers("x"));
        Assert.Equal("bob, \"the\" builder", table.Read().Single().Texts(1)[1]);
        Assert.Equal([1, 2, 3, 4], table.Numbers("y")); // a second time
    }

    [Theory]
    [InlineData("\r\n", ";", "\ufeff")]
    [InlineData("\n", "\t", "")]
    public void Line_ends_delimiters_and_marks_of_any_kind_are_read(string end, string delimiter, string mark)
    {
        using var environment = new Environment().Source("s", $"{mark} x {delimiter}y{end}1{delimiter}2{end}{end}3{delimiter} 4 ");
        var table = Load(environment, $$"""{"delimiter": "{{delimiter.Replace("\t", "\\t")}}"}""");
        Assert.Equal([1, 3], table.Numbers("x"));
        Assert.Equal([2, 4], table.Numbers("y"));
    }

    [Fact]
    public void Only_the_columns_that_are_wanted_are_looked_at()
    {
        using var environment = new Environment().Source("s", Rows);
        Assert.Equal([new("y")], Load(environment, """{"columns": ["y"]}""").Columns);
        Assert.Equal([new("y"), new("name", true)], Load(environment, """{"columns": ["y"], "text": ["name"]}""").Columns);
    }

    [Theory]
    [InlineData(">", "0.75", 1)]
    [InlineData(">=", "0.75", 2)]
    [InlineData("<", "0.75", 1)]
    [InlineData("<=", "0.75", 2)]
    [InlineData("=", "0.75", 1)]
    [InlineData("!=", "0.75", 2)] // the row without a number fits nothing
    public void Rows_are_chosen_by_number(string comparison, string value, int rows)
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        environment.Run("filter", $$"""{"column": "x", "operator": "{{comparison}}", "value": {{value}}}""").Run("count");
        Assert.Equal(rows, environment.Product.To<Tally>().Count);
    }

    [Fact]
    public void Rows_are_chosen_by_text_and_by_both()
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        environment.Run("filter", """{"column": "name", "operator": "=", "value": "ann"}""").Run("filter", """{"column": "y", "operator": ">", "value": 1}""");
        Assert.Equal([4], ((Table)environment.Variables["table"]).Numbers("y"));
    }

    [Fact]
    public void A_table_that_stays_on_the_node_is_filtered_into_another()
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        environment.Variables[".table"] = environment.Variables["table"];
        environment.Variables.Remove("table");
        environment.Run("filter", """{"column": "y", "operator": ">", "value": 2}""").Run("count");
        Assert.Equal(2, environment.Product.To<Tally>().Count);
        Assert.Equal(4, ((Table)environment.Variables[".table"]).Numbers("y").Length);
    }

    [Fact]
    public void A_file_of_many_batches_is_read_in_the_memory_of_one()
    {
        const int Count = 500_000;
        var text = new StringBuilder("x,pad\n");
        for (int i = 0; i < Count; i++) text.Append(i).Append(",a text that nobody wants\n");
        using var environment = new Environment().Source("s", text.ToString());
        text.Clear();
        var table = Load(environment, """{"columns": ["x"]}""").Where("x", x => x % 2 == 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var (rows, sum, largest) = (0L, 0.0, 0);
        foreach (var batch in table.Read())
        {
            rows += batch.Rows;
            largest = Math.Max(largest, batch.Rows);
            foreach (double number in batch.Numbers(0)) sum += number;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((Count / 2, (double)(Count / 2) * (Count - 2) / 2), (rows, sum));
        Assert.InRange(largest, 1, TableBatch.MaxRows);
        Assert.True(allocated < 4 << 20, $"{allocated:N0} bytes for {Count:N0} rows");
    }

    [Fact]
    public void A_file_is_read_in_other_batches_at_the_same_time()
    {
        using var environment = new Environment().Source("s", "x\n" + string.Concat(Enumerable.Range(0, TableBatch.MaxRows * 2).Select(i => $"{i}\n")));
        var table = Load(environment, "{}");
        Assert.All(table.Read().Zip(table.Read()), pair => Assert.True(pair.First.Numbers(0).SequenceEqual(pair.Second.Numbers(0))));
        Assert.Equal(2, table.Read().Count()); // no empty batch at the end
    }

    [Fact]
    public void Reading_stops_when_nobody_wants_it_any_more()
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        Assert.ThrowsAny<OperationCanceledException>(() => environment.Run("count", cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("", "{}", "The source 's' is empty: its first line must name the columns, such as x,y.")]
    [InlineData("\n\n", "{}", "The source 's' is empty")]
    [InlineData("x,x\n1,2\n", "{}", "line 1: two columns have the same name, the 1. and the 2.")]
    [InlineData("x,y\n1,2\n", """{"columns": ["z"]}""", "has no column 'z', but 2 others")]
    [InlineData("x,y\n1,2\n", """{"text": ["z"]}""", "has no column 'z'")]
    [InlineData("x,y\n1,2\n", """{"colums": ["x"]}""", "The operation csv.load of step step has no parameter 'colums': it knows columns, text, delimiter.")]
    [InlineData("x,y\n1,2\n", """{"columns": "x"}""", "write a list of texts")]
    [InlineData("x,y\n1,2\n", """{"columns": ["x", "x"]}""", "has 'x' twice")]
    [InlineData("x,y\n1,2\n", """{"delimiter": "||"}""", "write one ASCII character")]
    [InlineData("x,y\n1,2\n", """{"delimiter": "\""}""", "write one ASCII character")]
    public void A_file_without_what_is_wanted_is_refused_at_once(string text, string parameters, string fault)
    {
        using var environment = new Environment().Source("s", text);
        Assert.Contains(fault, environment.Fault("csv.load", parameters, "s"));
    }

    [Theory]
    [InlineData("x,y\n1,2\n\n3\n", "line 4")]
    [InlineData("x,y\n1,2,3\n", "line 2")]
    [InlineData("x,y\n1,2\n1,\"2\n", "line 3")]
    [InlineData("x,y\n1,2\n\"1\"a,2\n", "line 3")]
    [InlineData("x,y\n1,2\n1a,2\n", "line 3: the column '1' has a cell that is no number; name the column in the parameter \"text\" of csv.load")]
    [InlineData("x,y\n1,2\nInfinity,2\n", "line 3: the column '1' has a cell")]
    [InlineData("x,y\n1e999,2\n", "line 2: the column '1' has a cell")]
    public void A_bad_row_is_named(string text, string fault)
    {
        using var environment = new Environment().Source("s", text);
        environment.Run("csv.load", "{}", "s");
        string message = environment.Fault("count");
        Assert.StartsWith("The source 's', line", message, StringComparison.Ordinal);
        Assert.Contains(fault, message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named()
    {
        using var environment = new Environment().Source("s", [.. "x,name\n1,"u8, 0xC3, 0x28, (byte)'\n']).Source("t", [0xFF, (byte)'x', (byte)'\n']);
        environment.Run("csv.load", """{"text": ["name"]}""", "s");
        Assert.Contains("line 2: the column 'name' is not UTF-8", environment.Fault("count"));
        Assert.Contains("line 1: the names of the columns are not UTF-8", environment.Fault("csv.load", "{}", "t"));
    }

    [Fact]
    public void A_quote_that_is_never_closed_does_not_fill_the_memory()
    {
        using var environment = new Environment().Source("s", $"x\n\"{new string('1', 3 << 20)}\n");
        environment.Run("csv.load", "{}", "s");
        Assert.Contains("line 2", environment.Fault("count"));
    }

    [Fact]
    public void A_file_that_went_away_is_told()
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        File.Delete(environment.PathOf("s"));
        Assert.Contains("The source 's' cannot be read on this node", environment.Fault("count"));
        Assert.Contains("Give the worker a readable file", environment.Fault("csv.load", "{}", "s"));
    }

    [Theory]
    [InlineData("filter", """{"operator": ">", "value": 1}""", "needs the parameter 'column': write a text")]
    [InlineData("filter", """{"column": "x", "operator": "~", "value": 1}""", "write one of >, >=, <, <=, =, !=")]
    [InlineData("filter", """{"column": "x", "operator": ">"}""", "needs the parameter 'value'")]
    [InlineData("filter", """{"column": "x", "operator": ">", "value": true}""", "write a number, or a text in quotes")]
    [InlineData("filter", """{"column": "x", "operator": "=", "value": "a"}""", "The column 'x' of The source 's' holds numbers")]
    [InlineData("filter", """{"column": "name", "operator": "=", "value": 1}""", "holds texts")]
    [InlineData("filter", """{"column": "name", "operator": ">", "value": "a"}""", "texts can be compared by = and != only")]
    [InlineData("filter", """{"column": "z", "operator": ">", "value": 1}""", "has no column 'z', but 3 others")]
    [InlineData("count", """{"table": "other"}""", "needs the variable 'other', which is not set: there are table")]
    public void What_is_wrong_with_a_parameter_is_told(string operation, string parameters, string fault)
    {
        using var environment = new Environment().Source("s", Rows);
        Load(environment);
        Assert.Contains(fault, environment.Fault(operation, parameters));
    }

    [Fact]
    public void Nothing_to_load_is_told()
    {
        using var environment = new Environment();
        Assert.Contains("loads nothing as 'table': declare it", environment.Fault("csv.load"));
    }
}
