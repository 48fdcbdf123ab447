using System.Text.Json;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Operations;
using AmlIpNet.Cli.Running;
using Environment = AmlIpNet.Artifacts.Tests.Operations.Environment;

namespace AmlIpNet.Cli.Tests.Operations;

/// <summary>Operations that are shell commands.</summary>
public sealed class ExecOperationTests
{
    private static async Task<string> RunAsync(Environment environment, string command, string parameters = "{}", string variable = "data", string? source = null, int maxBytes = 1 << 20, bool tellsErrors = false)
    {
        using var operation = ExecOperation.Parse($"mine={command}", maxBytes, tellsErrors);
        await environment.RunAsync(operation.RunAsync, operation.Name, parameters, variable, source);
        return environment.Product.ToString();
    }

    [Fact]
    public async Task What_it_writes_is_the_product()
    {
        using var environment = new Environment().Source("s", "a\nb\n");
        Assert.Equal("b\n", await RunAsync(environment, "tail -1 \"$AMLIP_LOAD_data\"", source: "s"));
        Assert.Equal("file", await RunAsync(environment, "echo talk; printf file > product"));
    }

    [Fact]
    public async Task It_is_given_the_job_as_variables_and_as_JSON()
    {
        using var environment = new Environment().Source("s", "a\n");
        environment.Task.Round = 2;
        Assert.Equal("a 3 step 2 0 1 7 0.5 x y true\n",
            await RunAsync(environment, "echo $AMLIP_ARTIFACT $AMLIP_JOB $AMLIP_STEP $AMLIP_ROUND $AMLIP_INDEX $AMLIP_COUNT $AMLIP_SEED $AMLIP_PARAM_least $AMLIP_PARAM_my_name $AMLIP_PARAM_on", """{"least": 0.5, "my-name": "x y", "on": true, "list": [1]}"""));
        await RunAsync(environment, "cat", """{"list": [1, "a"]}""", source: "s");
        var job = environment.Product.To<JsonElement>();
        Assert.Equal("""[1, "a"]""", job.GetProperty("parameters").GetProperty("list").GetRawText().Replace(",", ", ").Replace(",  ", ", "));
        Assert.Equal(("step", 7, environment.PathOf("s")), (job.GetProperty("step").GetString(), job.GetProperty("seed").GetInt32(), job.GetProperty("load").GetProperty("data").GetString()));
    }

    [Fact]
    public async Task It_finds_what_came_and_variables_as_files_and_sets_others()
    {
        using var environment = new Environment().Receive("one", DataValue.FromString("1"), DataValue.FromString("2")).Receive("../two", DataValue.FromString("3"));
        environment.Variables["kept"] = DataValue.FromString("4");
        environment.Variables["../../evil"] = DataValue.FromString("5");
        environment.Variables["object"] = new object();
        Assert.Equal("123453", await RunAsync(environment, "cat received/*; cat variables/kept variables/@*; printf 6 > set/.mine; ls received | wc -l | tr -d '\\n'"));
        Assert.Equal("6", ((DataValue)environment.Variables[".mine"]).ToString());
    }

    [Fact]
    public async Task Its_folder_is_fresh_each_time_and_gone_afterwards()
    {
        using var environment = new Environment();
        string first = (await RunAsync(environment, "touch mine; pwd")).Trim(), second = (await RunAsync(environment, "ls | tr '\\n' ' '; pwd")).Trim();
        Assert.StartsWith("received set variables /", second, StringComparison.Ordinal);
        Assert.False(Directory.Exists(first));
        Assert.NotEqual(first, second.Split(' ')[^1]);
    }

    [Fact]
    public async Task A_failure_says_what_the_command_said_only_if_that_is_wanted()
    {
        using var environment = new Environment();
        var error = await Assert.ThrowsAsync<OperationException>(() => RunAsync(environment, "echo no luck >&2; exit 3"));
        Assert.Equal("The operation mine of step step failed: its command ended with exit code 3. What it said is shown by its node, and stays there unless that one is started with --tell-errors.", error.Message);
        error = await Assert.ThrowsAsync<OperationException>(() => RunAsync(environment, "echo no luck >&2; exit 3", tellsErrors: true));
        Assert.Equal("The operation mine of step step failed: The command 'echo no luck >&2; exit 3' ended with exit code 3. It said: no luck", error.Message);
        Assert.Contains("more than 10 bytes", (await Assert.ThrowsAsync<OperationException>(() => RunAsync(environment, "echo 12345678901", maxBytes: 10))).Message);
        Assert.Contains("more than 10 bytes to product", (await Assert.ThrowsAsync<OperationException>(() => RunAsync(environment, "echo 12345678901 > product", maxBytes: 10))).Message);
    }

    [Fact]
    public async Task It_is_killed_when_nobody_wants_it_any_more()
    {
        using var environment = new Environment();
        using var operation = ExecOperation.Parse("mine=sleep 100", 10);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => environment.RunAsync(operation.RunAsync, "mine", cancellationToken: stop.Token));
    }

    [Theory]
    [InlineData("rows")]
    [InlineData("=wc")]
    [InlineData("rows=")]
    public void A_name_and_a_command_are_needed(string text) => Assert.Contains("write NAME=CMD", Assert.Throws<BadInputException>(() => ExecOperation.Parse(text, 10)).Message);
}
