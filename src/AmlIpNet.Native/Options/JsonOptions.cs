using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace AmlIpNet.Native;

/// <summary>Reads the options of nodes and jobs from a JSON object, with the names of the options records: every option that a text can give.</summary>
internal static class JsonOptions
{
    private const string Loopback = "loopback";
    private static readonly JsonDocumentOptions s_reading = new() { AllowDuplicateProperties = false };

    /// <summary>Reads and validates the options of a node.</summary>
    public static T ReadNode<T>(string json) where T : NodeOptions
    {
        var options = Activator.CreateInstance<T>();
        Read(json, options);
        options.Validate();
        return options;
    }

    /// <summary>Reads and validates the options of a job.</summary>
    public static JobOptions ReadJob(string json, IProgress<JobProgress> progress)
    {
        var options = new JobOptions { Progress = progress };
        Read(json, options);
        options.Validate();
        return options;
    }

    private static void Read(string json, object options)
    {
        if (string.IsNullOrWhiteSpace(json)) return;
        try
        {
            using var document = JsonDocument.Parse(json, s_reading);
            Fill(options, document.RootElement, "the options");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // the latter: half a surrogate pair
        {
            throw new NativeException(ErrorCode.Argument, $"The options are no JSON object: {error.Message} Write for example {{\"name\": \"worker\"}}.");
        }
    }

    private static void Fill(object options, JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new NativeException(ErrorCode.Argument, $"The JSON of {what} is {Shown(json)}: write an object in braces.");
        var known = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(option => option.CanWrite && IsSupported(option.PropertyType)).ToDictionary(option => Folded(option.Name));
        foreach (var one in json.EnumerateObject())
        {
            if (options is NetworkOptions && Folded(one.Name) == Loopback) continue; // the options stand on it already
            if (!known.TryGetValue(Folded(one.Name), out var option))
            {
                throw new InvalidOptionsException($"There is no option '{one.Name}' in {what}: there are {string.Join(", ", known.Values.Select(o => o.Name).Order(StringComparer.Ordinal))}.");
            }

            option.SetValue(options, Value(option, one.Value));
        }
    }

    private static bool IsSupported(Type type) =>
        type == typeof(string) || type == typeof(int) || type == typeof(bool) || type == typeof(TimeSpan) || type == typeof(TimeSpan?)
        || type == typeof(ImmutableArray<string>) || type == typeof(ReadOnlyMemory<byte>?) || type == typeof(NetworkOptions);

    private static object? Value(PropertyInfo option, JsonElement json)
    {
        var type = option.PropertyType;
        bool mayBeNull = type == typeof(string) || Nullable.GetUnderlyingType(type) is not null;
        return json.ValueKind switch
        {
            JsonValueKind.Null when mayBeNull => null,
            JsonValueKind.String when type == typeof(string) => json.GetString(),
            JsonValueKind.String when type == typeof(ReadOnlyMemory<byte>?) => (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(json.GetString()!),
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => json.GetBoolean(),
            JsonValueKind.Number when type == typeof(int) && json.TryGetInt32(out int number) => number,
            JsonValueKind.Number when (type == typeof(TimeSpan) || type == typeof(TimeSpan?)) && json.TryGetDouble(out double seconds) && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds
                => TimeSpan.FromSeconds(seconds),
            JsonValueKind.Array when type == typeof(ImmutableArray<string>) && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                => json.EnumerateArray().Select(item => item.GetString()!).ToImmutableArray(),
            JsonValueKind.Object when type == typeof(NetworkOptions) => Network(json),
            _ => throw new InvalidOptionsException($"The option {option.Name} is {Shown(json)}: write {Expected(type)}."),
        };
    }

    private static NetworkOptions Network(JsonElement json)
    {
        bool loopback = false;
        foreach (var one in json.EnumerateObject().Where(one => Folded(one.Name) == Loopback))
        {
            if (one.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw new InvalidOptionsException($"The option {one.Name} is {Shown(one.Value)}: write true or false.");
            loopback = one.Value.GetBoolean();
        }

        var network = (loopback ? NetworkOptions.Loopback : new()) with { }; // a copy: it is written to
        Fill(network, json, "\"network\"");
        return network;
    }

    private static string Folded(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Shown(JsonElement json) => json.GetRawText() is { Length: > 60 } text ? $"{text[..60]}…" : json.GetRawText();

    private static string Expected(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) || type == typeof(TimeSpan?) ? "a number of seconds"
        : type == typeof(ImmutableArray<string>) ? "an array of texts"
        : type == typeof(NetworkOptions) ? "an object with the options of the network"
        : "a text";
}
