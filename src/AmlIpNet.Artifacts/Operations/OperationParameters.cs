using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Artifacts;

/// <summary>Reads the parameters of an operation. What is wrong with one is told by its name, with what to write instead.</summary>
public static class OperationParameters
{
    /// <summary>Refuses parameters that the operation does not have: a name that is misspelt would otherwise be ignored.</summary>
    /// <exception cref="OperationException">There is one.</exception>
    public static void AllowParameters(this OperationCall call, params ReadOnlySpan<string> names)
    {
        foreach (string given in call.Parameters.Fields.Keys)
        {
            if (!names.Contains(given))
                throw Wrong(call, $"has no parameter '{given}'", names.Length == 0 ? "leave it out" : $"it knows {string.Join(", ", names.ToArray())}");
        }
    }

    /// <summary>A text.</summary>
    /// <param name="call">The operation.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="otherwise">What it is when the step does not say; null: it must.</param>
    /// <exception cref="OperationException">It is missing, or no text.</exception>
    public static string GetText(this OperationCall call, string name, string? otherwise = null) => Find(call, name, otherwise is null, "a text such as \"x\"") switch
    {
        null => otherwise!,
        { KindCase: Value.KindOneofCase.StringValue } value => value.StringValue,
        var value => throw Wrong(call, $"has the parameter '{name}' = {value}", $"write a text, such as \"{name}\": \"x\""),
    };

    /// <summary>One of some words.</summary>
    /// <exception cref="OperationException">It is missing, or none of them.</exception>
    public static string GetWord(this OperationCall call, string name, ReadOnlySpan<string> words, string? otherwise = null)
    {
        string all = string.Join(", ", words.ToArray());
        var value = Find(call, name, otherwise is null, $"one of {all}");
        if (value is null) return otherwise!;
        return value.KindCase == Value.KindOneofCase.StringValue && words.Contains(value.StringValue) ? value.StringValue : throw Wrong(call, $"has the parameter '{name}' = {value}", $"write one of {all}");
    }

    /// <summary>A number.</summary>
    /// <exception cref="OperationException">It is missing, no number, or out of range.</exception>
    public static double GetNumber(this OperationCall call, string name, double? otherwise = null, double least = double.MinValue, double most = double.MaxValue)
    {
        var value = Find(call, name, otherwise is null, "a number such as 0.5");
        if (value is null) return otherwise!.Value;
        return value.KindCase == Value.KindOneofCase.NumberValue && value.NumberValue >= least && value.NumberValue <= most
            ? value.NumberValue
            : throw Wrong(call, $"has the parameter '{name}' = {value}", least == double.MinValue && most == double.MaxValue ? "write a finite number, without quotes" : $"write a number from {least} to {most}");
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="OperationException">It is missing, no whole number, or out of range.</exception>
    public static int GetInteger(this OperationCall call, string name, int least, int most, int? otherwise = null)
    {
        double value = call.GetNumber(name, otherwise, least, most);
        return value == Math.Floor(value) ? (int)value : throw Wrong(call, $"has the parameter '{name}' = {value}", $"write a whole number from {least} to {most}");
    }

    /// <summary>Yes or no.</summary>
    /// <exception cref="OperationException">It is something else.</exception>
    public static bool GetFlag(this OperationCall call, string name, bool otherwise = false) => Find(call, name, false, "") switch
    {
        null => otherwise,
        { KindCase: Value.KindOneofCase.BoolValue } value => value.BoolValue,
        var value => throw Wrong(call, $"has the parameter '{name}' = {value}", "write true or false, without quotes"),
    };

    /// <summary>Several texts; empty when the step does not say.</summary>
    /// <exception cref="OperationException">It is no list of texts, or one is there twice.</exception>
    public static IReadOnlyList<string> GetTexts(this OperationCall call, string name)
    {
        var value = Find(call, name, false, "");
        if (value is null) return [];
        if (value.KindCase != Value.KindOneofCase.ListValue || value.ListValue.Values.Any(one => one.KindCase != Value.KindOneofCase.StringValue))
            throw Wrong(call, $"has the parameter '{name}' = {value}", $"write a list of texts, such as \"{name}\": [\"x\", \"y\"]");
        string[] texts = [.. value.ListValue.Values.Select(one => one.StringValue)];
        return texts.GroupBy(text => text, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw Wrong(call, $"has '{twice.Key}' twice in the parameter '{name}'", "write it once")
            : texts;
    }

    /// <summary>A parameter as it stands in the artifact; null when it is not there.</summary>
    public static Value? FindParameter(this OperationCall call, string name) => call.Parameters.Fields.TryGetValue(name, out var value) && value.KindCase != Value.KindOneofCase.NullValue ? value : null;

    /// <summary>An error that names the operation and its step, and says what to do.</summary>
    public static OperationException Wrong(this OperationCall call, string what, string remedy) => new($"The operation {call.Operation.Name} of step {call.Task.Step} {what}: {remedy}.");

    private static Value? Find(OperationCall call, string name, bool required, string example) => call.FindParameter(name) ?? (required
        ? throw Wrong(call, $"needs the parameter '{name}'", $"write {example}, as in \"parameters\": {{\"{name}\": …}}")
        : null);
}
