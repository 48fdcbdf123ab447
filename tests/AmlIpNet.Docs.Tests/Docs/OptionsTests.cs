using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>docs/OPTIONS.md names every option of every public options type, with the default that the code has.</summary>
public sealed class OptionsTests
{
    private const string Page = "docs/OPTIONS.md";

    public static TheoryData<string> OptionTypes() => new(Types().Select(type => type.FullName!));

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void The_page_and_the_code_agree(string typeName)
    {
        var type = Types().Single(one => one.FullName == typeName);
        var rows = Rows(type.Name);
        object? defaults = type.GetConstructor([]) is null ? null : Activator.CreateInstance(type);
        var options = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToList();
        List<string> wrong = [.. rows.Keys.Except(options.Select(option => option.Name)).Select(name => $"`{name}` is on the page but not in the code")];
        foreach (var option in options)
        {
            if (!rows.TryGetValue(option.Name, out string? written)) wrong.Add($"`{option.Name}` is missing from the page");
            else if (defaults is not null && Default(option, defaults) is var actual && actual != written)
                wrong.Add($"`{option.Name}` is {actual} by default; the page says {written}");
        }
        Assert.True(wrong.Count == 0, $"{Page}, section {type.Name}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Every_section_is_an_options_type()
    {
        var sections = Regex.Matches(Repository.Read(Page), "^## (\\w+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Empty(sections.Except(Types().Select(type => type.Name)));
    }

    private static IEnumerable<Type> Types() =>
        Directory.GetFiles(AppContext.BaseDirectory, "AmlIpNet*.dll")
            .Where(file => !Path.GetFileNameWithoutExtension(file).EndsWith("Tests", StringComparison.Ordinal))
            .SelectMany(file => Assembly.LoadFrom(file).GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type is { IsClass: true, IsAbstract: false });

    /// <summary>Option name to default, from the section's rows <c>| `Option` | default | bound | meaning |</c>.</summary>
    private static Dictionary<string, string> Rows(string section)
    {
        var body = Regex.Match(Repository.Read(Page), $@"^## {section}$(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(body.Success, $"{Page} has no section '## {section}'.");
        return Regex.Matches(body.Groups[1].Value, @"^\| `(\w+)` \| ([^|]*) \|", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value.Trim('`'));
    }

    private static string Default(PropertyInfo option, object defaults) =>
        option.IsDefined(typeof(RequiredMemberAttribute)) ? "required" : Show(option.GetValue(defaults));

    private static string Show(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "on" : "off",
        int or uint or long => Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        TimeSpan { TotalSeconds: >= 1 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds} ms"),
        string text => text,
        IEnumerable many => many.Cast<object>().Any() ? string.Join(", ", many.Cast<object>()) : "none",
        _ when value.GetType().Name.EndsWith("Options", StringComparison.Ordinal) => "its own defaults",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(long value) =>
        value >= 1 << 20 && value % (1 << 20) == 0 ? $"{value >> 20} MiB" : value.ToString("N0", CultureInfo.InvariantCulture);
}
