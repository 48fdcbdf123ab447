using System.Net;
using System.Net.Sockets;

namespace AmlIpNet.Cli.Tests.Commands;

public class BadInputTests
{
    public static TheoryData<string, string> Table => new()
    {
        { "demo --colour", "--colour" },
        { "", "command" },
        { "dance", "dance" },
        { "status --domain 233", "--domain is '233': use a whole number from 0 to 232" },
        { "status --domain -1", "--domain is '-1'" },
        { "status --domain many", "--domain is 'many'" },
        { "status --name abcdefghijklmnopqrstuvwxyz012", "1 to 28 bytes" },
        { "status --name ёёёёёёёёёёёёёёё", "1 to 28 bytes" },
        { "status --multicast off", "peer" },
        { "status --multicast maybe", "maybe" },
        { "status --loopback --peer 127.0.0.1", "--loopback and --peer contradict" },
        { "status --qos /nowhere/qos.xml", "/nowhere/qos.xml is missing" },
        { "status --once --wait soon", "--wait is 'soon': use seconds" },
        { "status --log loud", "loud" },
        { "compute", "--exec 'CMD', or --handler" },
        { "compute --exec cat --handler echo", "--exec 'CMD', or --handler" },
        { "compute --handler magic", "magic" },
        { "compute --handler", "--handler" },
        { "job send file --force", "--force goes with --many only" },
        { "completion fish", "fish" },
        { "compute --exec cat --on-failure shout", "use silence, or reply:TEXT" },
        { "compute --exec cat --slots 0", "--slots is '0'" },
        { "job send", "FILE, - for standard input, or --many" },
        { "job send /nowhere/file", "/nowhere/file cannot be read" },
        { "job send /", "--many /" },
        { "job send file --priority high", "--priority is 'high'" },
        { "job send file --attempts 0", "--attempts is '0'" },
        { "job send --many /nowhere", "/nowhere cannot be read" },
        { "replay", "FILE" },
        { "replay /nowhere/file", "/nowhere/file cannot be read" },
        { "replay /", "/ is a folder" },
        { "replay /bin/sh", "/bin/sh cannot be replayed. This is no flight recording" },
        { "status --once --loopback --engine connext", "-p:UseRtiConnext=true" },
        { "status --engine opensplice", "opensplice" },
        { "demo --data /nowhere/digits.bin", "/nowhere/digits.bin is missing" },
        { "demo --data /bin/sh", "/bin/sh is not a data file of digits" },
        { "demo --rounds 0", "--rounds is '0'" },
        { "demo --model magic", "magic" },
        { "demo --bars --rounds 3", "--bars and --rounds contradict" },
        { "demo --picture /nowhere/picture.svg", "/nowhere/picture.svg cannot be written" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_clear_message_and_exit_code_2(string commandLine, string message)
    {
        var result = await AmlIp.RunBareAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(message, result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("status --once --loopback")]
    [InlineData("compute --exec cat --loopback")]
    [InlineData("demo")]
    public async Task A_missing_library_is_named_with_the_remedy(string commandLine)
    {
        var result = await AmlIp.RunBareAsync(commandLine.Split(' '), [new("AMLIPNET_DDSC", "/nowhere/libddsc.so")]);
        Assert.Contains("apt-get install libddsc0debian", result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task The_log_level_debug_shows_where_an_error_comes_from()
    {
        var result = await AmlIp.RunBareAsync(["status", "--loopback", "--log", "debug"], [new("AMLIPNET_DDSC", "/nowhere/libddsc.so")]);
        Assert.Contains("EngineUnavailableException", result.Errors);
        Assert.Contains("   at ", result.Errors);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task Ports_in_use_are_an_error_with_a_remedy()
    {
        using var amlip = new AmlIp();
        var sockets = new List<Socket>();
        try
        {
            // The unicast discovery ports of the participants 0 to 119 of the domain (RTPS 2.5, section 9.6.2).
            for (var participant = 0; participant < 120; participant++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Any, 7400 + 250 * amlip.Domain + 10 + 2 * participant));
            }

            var result = await amlip.RunAsync(["status", "--once"]);
            Assert.Contains("port", result.Errors);
            Assert.Contains($"{amlip.Domain}", result.Errors);
            Assert.DoesNotContain("   at ", result.Errors);
            Assert.Equal(2, result.ExitCode);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    [Theory]
    [InlineData("--help", "130  interrupted")]
    [InlineData("main --help", "Example: seq 10 | amlip main")]
    [InlineData("compute --help", "Example: amlip compute")]
    [InlineData("job send --help", "Example: amlip job send")]
    [InlineData("status --help", "Example: amlip status")]
    [InlineData("demo --help", "Example: amlip demo")]
    [InlineData("replay --help", "Example: amlip replay")]
    [InlineData("guard --help", "Example: amlip guard")]
    [InlineData("simulate --help", "Example: amlip simulate")]
    [InlineData("job --help", "Example: amlip job send")]
    [InlineData("doctor --help", "Example: amlip doctor")]
    [InlineData("completion --help", "Example: source <(amlip completion bash)")]
    public async Task Help_has_an_example(string commandLine, string text)
    {
        var result = await AmlIp.RunBareAsync(commandLine.Split(' '));
        Assert.Contains(text, string.Join('\n', result.Lines));
        Assert.Equal(0, result.ExitCode);
    }
}
