using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Rendering;

/// <summary>Where tables go. In a file or pipe a line is as long as it must be, and there are neither colours nor frames.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 400;
    private static readonly Lazy<IAnsiConsole> s_console = new(Create);

    public static IAnsiConsole Console => s_console.Value;

    /// <summary>A table in the house's style.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table().AddColumns(columns);
        return System.Console.IsOutputRedirected ? table.NoBorder() : table.RoundedBorder();
    }

    /// <summary>Text to show as it is. What came from the network could otherwise have sequences that wipe the screen or rename the window.</summary>
    public static Text Text(string text, Style? style = null) => new(SafeText.OfLines(text), style);

    private static IAnsiConsole Create()
    {
        if (!System.Console.IsOutputRedirected) return AnsiConsole.Console;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(StandardOutput.Lines) });
        console.Profile.Width = WidthOfFiles;
        return console;
    }
}
