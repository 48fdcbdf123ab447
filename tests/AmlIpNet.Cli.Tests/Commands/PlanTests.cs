using System.Text.Json;
using AmlIpNet.Distribution;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class PlanTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    private string Picture => _amlip.PathOf("picture.svg");

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task A_plan_is_made_shown_and_verified_and_a_change_of_it_is_found()
    {
        var made = await AmlIp.RunBareAsync(["plan", "make", "--workers", "4", "--seed", "7", "--kind", "4 memory=2"]);
        Assert.Equal(0, made.ExitCode);
        Assert.Equal(16, PlanJson.Read(System.Text.Encoding.UTF8.GetBytes(Assert.Single(made.Lines))).Certificate.Placed + 4);
        string file = _amlip.PathOf("plan.json");
        await File.WriteAllTextAsync(file, made.Lines[0]);
        var shown = await AmlIp.RunBareAsync(["plan", "show", file]);
        Assert.Contains("Greco-Latin plan, seed 7: 16 tasks for 4 workers in 4 rounds", shown.Lines);
        Assert.Contains(shown.Lines, line => line.Contains("(needs memory=2) is queued"));
        var verified = await AmlIp.RunBareAsync(["plan", "verify", file]);
        Assert.Equal(0, verified.ExitCode);
        Assert.StartsWith("The plan holds and its certificate is true: 12 placed", verified.Lines[^1]);

        await File.WriteAllTextAsync(file, made.Lines[0].Replace("\"placed\":12", "\"placed\":13"));
        var changed = await AmlIp.RunBareAsync(["plan", "verify", file]);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("The certificate claims of placed tasks: 13; counted: 12.", changed.Lines);
    }

    [Theory]
    [InlineData("--method latin", "plan", "make", "--tasks", "3", "--method", "greco-latin")]
    [InlineData("as many as there are workers", "plan", "make", "--kind", "9 memory=2")]
    [InlineData("write KEY=VALUE", "plan", "make", "--worker", "one memory")]
    [InlineData("Two workers are called a", "plan", "make", "--worker", "a", "--worker", "a")]
    [InlineData("amlip plan make", "plan", "show", "amlip.dll")]
    [InlineData("add --plan greco-latin", "demo", "--weak", "1")]
    [InlineData("one at least must be able", "demo", "--weak", "4", "--plan", "latin")]
    [InlineData("write KEY=VALUE", "compute", "--handler", "echo", "--attribute", "gpu", "--loopback", "--domain", "100")]
    [InlineData("The option Attributes is 'GPU=1'", "compute", "--handler", "echo", "--attribute", "GPU=1", "--loopback", "--domain", "100")]
    public async Task Bad_input_is_refused_in_words(string words, params string[] arguments)
    {
        var refused = await AmlIp.RunBareAsync([.. arguments.Select(argument => argument == "amlip.dll" ? Path.Combine(AppContext.BaseDirectory, argument) : argument)]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(words, refused.Errors);
        Assert.Empty(refused.Lines);
    }

    [Fact]
    public async Task By_plan_every_process_meets_every_shard_once_each_round_a_different_one()
    {
        JsonElement[] events;
        int runs = 0;
        do
        {
            var demo = await _amlip.RunAsync(["demo", "--model", "softmax", "--plan", "greco-latin", "--rounds", "4", "--json", "--picture", Picture]);
            Assert.Equal(0, demo.ExitCode);
            events = [.. demo.Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        }
        while (++runs < 3 && events[^1].GetProperty("plan").GetProperty("elsewhere").GetInt32() > 0); // a busy machine took a worker for lost: its jobs went elsewhere, as they must

        string plan = events.Single(e => e.GetProperty("event").GetString() == "plan").GetProperty("plan").GetRawText();
        Assert.True(PlanJson.Read(System.Text.Encoding.UTF8.GetBytes(plan)).IsGrecoLatin);
        var outcome = events[^1].GetProperty("plan");
        Assert.True(outcome.GetProperty("is_greco_latin").GetBoolean());
        Assert.Equal(0, outcome.GetProperty("queued").GetInt32());
        Assert.Equal(0, outcome.GetProperty("unfit").GetInt32());
        Assert.Equal(1, outcome.GetProperty("squares").GetInt32());
        Assert.Equal(32, outcome.GetProperty("as_planned").GetInt32());
        Assert.Equal(0, outcome.GetProperty("elsewhere").GetInt32());
        Assert.Equal(1, outcome.GetProperty("balanced_squares").GetInt32());
        Assert.All(outcome.GetProperty("meetings").EnumerateObject(), worker => Assert.Equal("[2,2,2,2]", worker.Value.GetRawText())); // once merged, once alone
    }

    [Fact]
    public async Task Unequal_workers_get_what_they_can_take_and_the_rest_waits_for_one_that_can()
    {
        var demo = await AmlIp.RunBareAsync(["demo", "--model", "softmax", "--engine", "in-process", "--plan", "greco-latin", "--workers", "3", "--weak", "1", "--rounds", "3", "--json", "--picture", Picture]);
        Assert.Equal(0, demo.ExitCode);
        var outcome = JsonDocument.Parse(demo.Lines[^1]).RootElement.GetProperty("plan");
        Assert.Equal(0, outcome.GetProperty("unfit").GetInt32());
        Assert.Equal(2, outcome.GetProperty("queued").GetInt32()); // the weak worker's job of the last kind, merged and alone
        Assert.Equal(16, outcome.GetProperty("as_planned").GetInt32() + outcome.GetProperty("elsewhere").GetInt32());
        Assert.Contains("2 queued ones when a worker was free for them", outcome.GetProperty("words").GetString());
    }
}
