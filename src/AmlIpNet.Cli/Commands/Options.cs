using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AmlIpNet.Cli.Commands;

/// <summary>Options whose errors say what to write instead.</summary>
internal static class Options
{
    public static Option<int> Integer(string name, int from, int to, int otherwise, string description) => new(name)
    {
        Description = $"{description} ({from.ToString("N0", CultureInfo.InvariantCulture)} to {to.ToString("N0", CultureInfo.InvariantCulture)})",
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse(result, name, from, to),
    };

    public static Option<T> Text<T>(string name, string placeholder, string description) => new(name) { Description = description, HelpName = placeholder };

    /// <summary>A length of time in seconds, fractions allowed.</summary>
    public static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result =>
        {
            if (double.TryParse(Token(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 1e6)
                return TimeSpan.FromSeconds(seconds);
            result.AddError($"The option {name} is '{Token(result)}': use seconds above 0, such as 2.5.");
            return null;
        },
    };

    /// <summary>For those who start nodes as children: they leave when whoever holds their standard input is gone.</summary>
    public static Option<bool> Managed() => new("--managed") { Description = "Leave when standard input ends", Hidden = true };

    /// <summary>Whether the user gave an option. Unlike its value this can be asked for while the line has errors.</summary>
    public static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static int Parse(ArgumentResult result, string name, int from, int to)
    {
        if (int.TryParse(Token(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to) return value;
        result.AddError($"The option {name} is '{Token(result)}': use a whole number from {from} to {to}.");
        return 0;
    }

    private static string Token(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
