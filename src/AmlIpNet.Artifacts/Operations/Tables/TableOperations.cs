using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts;

/// <summary>Opening tables, and choosing rows.</summary>
internal static class TableOperations
{
    private const string TableName = "table", KeptTableName = ".table";

    public static ValueTask LoadAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters("columns", "text", "delimiter");
        string delimiter = call.GetText("delimiter", ",");
        if (delimiter is not [> '\0' and < '\x7F' and not ('"' or '\n' or '\r')]) throw call.Wrong($"has the parameter 'delimiter' = '{delimiter}'", "write one ASCII character, such as \";\" or \"\\t\"");
        if (call.Operation.Load.Count == 0) call.Source(TableName); // says how to declare it
        foreach (string variable in call.Operation.Load.Keys) call.Set(variable, CsvTable.Open(call.Source(variable), delimiter[0], call.GetTexts("columns"), [.. call.GetTexts("text")]));
        return default;
    }

    public static ValueTask FilterAsync(OperationCall call, CancellationToken cancellationToken)
    {
        call.AllowParameters(TableName, "into", "column", "operator", "value");
        var table = TableOf(call);
        string column = call.GetText("column"), comparison = call.GetWord("operator", [">", ">=", "<", "<=", "=", "!="]);
        var value = call.FindParameter("value") ?? throw call.Wrong("needs the parameter 'value'", "write a number or a text, such as \"value\": 0.5");
        call.Set(call.GetText("into", TableName), value.KindCase switch
        {
            Value.KindOneofCase.NumberValue when !double.IsNaN(value.NumberValue) => table.Where(column, NumberTest(comparison, value.NumberValue)),
            Value.KindOneofCase.StringValue => table.Where(column, TextTest(call, comparison, value.StringValue)),
            _ => throw call.Wrong($"has the parameter 'value' = {value}", "write a number, or a text in quotes"),
        });
        return default;
    }

    /// <summary>The table that an operation is about.</summary>
    public static Table TableOf(OperationCall call) => call.Get<Table>(call.GetText(TableName, !call.Has(TableName) && call.Has(KeptTableName) ? KeptTableName : TableName));

    // A row without a number fits nothing, not even "!=".
    private static Func<double, bool> NumberTest(string comparison, double value) => comparison switch
    {
        ">" => number => number > value,
        ">=" => number => number >= value,
        "<" => number => number < value,
        "<=" => number => number <= value,
        "=" => number => number == value,
        _ => number => number < value || number > value,
    };

    private static Func<string, bool> TextTest(OperationCall call, string comparison, string value) => comparison switch
    {
        "=" => text => text == value,
        "!=" => text => text != value,
        _ => throw call.Wrong($"compares the text '{value}' by '{comparison}'", "texts can be compared by = and != only; write a number without quotes"),
    };
}
