using System.Reflection;
using System.Text.RegularExpressions;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>Exit codes are a promise to scripts: the table of docs/CLI.md is what the program has, code by code and word by word.</summary>
public sealed partial class ExitCodeTests
{
    [Fact]
    public void The_table_of_the_documentation_is_that_of_the_program()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "CLI.md"))).Select(row => (int.Parse(row.Groups[1].Value), row.Groups[2].Value.Replace("`", "")));
        Assert.Equal(ExitCode.All, documented);
    }

    [Fact]
    public void Every_code_of_the_program_is_in_its_table()
    {
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!);
        Assert.Equal(codes.Order(), ExitCode.All.Select(one => one.Code));
    }

    [Fact]
    public async Task The_help_tells_them()
    {
        string help = string.Join('\n', (await AmlIp.RunBareAsync(["--help"])).Lines);
        foreach (var (code, meaning) in ExitCode.All) Assert.Contains($"{code,3}  {meaning}", help);
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AmlIpNet.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No AmlIpNet.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }

    [GeneratedRegex(@"^\| (\d+) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
