using System.Text.RegularExpressions;
using AmlIpNet.TestKit;

namespace AmlIpNet.Docs.Tests.Docs;

/// <summary>Every command that the documents name exists, with the options that they give it.</summary>
public sealed class CommandLineTests
{
    private static IEnumerable<CommandLine> All => Repository.Documents().SelectMany(CommandLine.In);

    [Fact]
    public void Build_targets_exist()
    {
        string[] targets = [.. Regex.Matches(Repository.Read("build.cs"), "case (?:null or )?\"([a-z]+)\"").Select(target => target.Groups[1].Value)];
        Assert.Contains("test", targets);
        var named = All.Where(command => command.Program == "build.sh").ToList();
        Assert.NotEmpty(named);
        string[] wrong = [.. named.Where(command => !targets.Contains(command.Words[0])).Select(command => $"{command.Place}: build.sh {command.Words[0]}")];
        Assert.True(wrong.Length == 0, $"build.cs has no such target:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public async Task The_amlip_commands_and_their_options_exist()
    {
        var commands = All.Where(command => command.Program == "amlip").ToList();
        Assert.NotEmpty(commands);
        List<string> wrong = [];
        foreach (var group in commands.GroupBy(command => string.Join(' ', command.Command)))
        {
            string help = await HelpAsync([.. group.First().Command]);
            bool exists = Regex.IsMatch(help, $@"^\s+amlip {Regex.Escape(group.Key)}(\s|$)", RegexOptions.Multiline) || group.Key.Length == 0;
            foreach (var command in group)
            {
                if (!exists) wrong.Add($"{command.Place}: there is no command amlip {group.Key}");
                else wrong.AddRange(command.Options.Where(option => !Regex.IsMatch(help, $@"{option}\b")).Select(option => $"{command.Place}: amlip {group.Key} has no option {option}"));
            }
        }

        Assert.True(wrong.Count == 0, $"Commands in the documents that do not exist:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void A_command_line_is_taken_apart()
    {
        var commands = CommandLine.Parse("page.md:1", "cat x | ./build.sh amlip job send - --timeout 5 > out.bin # a comment").ToList();
        Assert.Equal(["build.sh", "amlip"], commands.Select(command => command.Program));
        Assert.Equal(["job", "send"], commands[1].Command);
        Assert.Equal(["--timeout"], commands[1].Options);
    }

    private static async Task<string> HelpAsync(string[] command)
    {
        await using var amlip = ChildProcess.StartDotnet(Built.Program("src/AmlIpNet.Cli", "amlip"), [.. command, "--help"]);
        List<string> lines = [];
        await foreach (string line in amlip.ReadLinesAsync()) lines.Add(line);
        return string.Join('\n', lines);
    }
}
