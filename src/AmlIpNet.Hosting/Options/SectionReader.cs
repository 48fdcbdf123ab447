using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace AmlIpNet.Hosting;

/// <summary>
/// Reads a section of the configuration over an options record. .NET's own binder changes objects in place, which an immutable record that others
/// hold must be spared, knows no immutable arrays, and has no remedy for a key that it does not know.
/// </summary>
internal sealed class SectionReader
{
    private readonly List<string> _problems = [];

    /// <summary>What could not be read, each with its place and the remedy.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Adds what is wrong with options that have been read.</summary>
    public void Check(string place, Action validate)
    {
        try
        {
            validate();
        }
        catch (AmlIpException error)
        {
            _problems.Add($"{place}: {error.Message}");
        }
    }

    /// <summary>Adds a problem.</summary>
    public void Add(string problem) => _problems.Add(problem);

    /// <summary>A copy of the options with what the section says.</summary>
    /// <param name="options">The options; they stay as they are.</param>
    /// <param name="section">The section; null or empty for none.</param>
    /// <param name="others">Keys of the section that are not for these options.</param>
    public T Read<T>(T options, IConfigurationSection? section, params string[] others) where T : class => (T)Copy(options, section, others);

    private object Copy(object options, IConfigurationSection? section, string[] others)
    {
        IConfigurationSection[] keys = section is null ? [] : [.. section.GetChildren().Where(key => !others.Contains(key.Key, StringComparer.OrdinalIgnoreCase))];
        if (keys.Length == 0)
        {
            if (section is { Value.Length: > 0 }) _problems.Add($"{section.Path} is '{section.Value}': it has options of its own, so write {section.Path}:{Settable(options.GetType()).First().Name} or its like.");
            return options;
        }

        var copy = options.GetType().GetMethod("<Clone>$")!.Invoke(options, null)!;
        foreach (var key in keys)
        {
            var option = Settable(copy.GetType()).FirstOrDefault(one => one.Name.Equals(key.Key, StringComparison.OrdinalIgnoreCase));
            if (option is null) _problems.Add($"{key.Path} is no option. The options here are {string.Join(", ", Settable(copy.GetType()).Select(one => one.Name).Concat(others).Order(StringComparer.Ordinal))}.");
            else if (TryRead(key, option, option.GetValue(copy), out object? value)) option.SetValue(copy, value);
        }

        return copy;
    }

    private bool TryRead(IConfigurationSection key, PropertyInfo option, object? present, out object? value)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        value = null;
        if (type.GetMethod("<Clone>$") is not null) value = Copy(present!, key, []);
        else if (type == typeof(ImmutableArray<string>)) value = ReadList(key);
        else if (type == typeof(ReadOnlyMemory<byte>)) value = key.Value is null ? null : new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(key.Value));
        else if (type == typeof(string)) value = string.IsNullOrEmpty(key.Value) ? null : key.Value;
        else if (IsScalar(type)) return TryParse(key, type, out value);
        else _problems.Add($"{key.Path} cannot come from the configuration: set {option.Name} in the code.");
        return value is not null || option.PropertyType == typeof(string) || Nullable.GetUnderlyingType(option.PropertyType) is not null;
    }

    private bool TryParse(IConfigurationSection key, Type type, out object? value)
    {
        value = null;
        try
        {
            if (type == typeof(TimeSpan) && int.TryParse(key.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)) throw new FormatException("a bare number would be days");
            value = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(key.Value ?? "");
            return true;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            string example = type == typeof(bool) ? "true or false" : type == typeof(TimeSpan) ? "a time as hh:mm:ss, such as 00:00:30" : "a number";
            _problems.Add($"{key.Path} is '{key.Value}': write {example}.");
            return false;
        }
    }

    // As JSON has lists (keys 0, 1, …), or as one text, which is easier in an environment variable.
    private static object ReadList(IConfigurationSection key) => (key.Value is { } text
        ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : key.GetChildren().Select(child => child.Value ?? "")).ToImmutableArray();

    private static bool IsScalar(Type type) => type.IsPrimitive || type == typeof(TimeSpan);

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });
}
