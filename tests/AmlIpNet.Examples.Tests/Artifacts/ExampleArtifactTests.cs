using System.Globalization;
using System.Text.Json;
using AmlIpNet.Artifacts;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests.Artifacts;

/// <summary>The artifacts of examples/Artifacts over real processes: a scheduler and three workers, each with a file of its own.</summary>
public sealed class ExampleArtifactTests(ExampleArtifactTests.Nodes nodes) : IClassFixture<ExampleArtifactTests.Nodes>
{
    private readonly Fleet _fleet = nodes.Fleet;

    [Fact]
    public async Task Rows_are_counted_side_by_side_one_after_the_other_and_in_a_ring()
    {
        int all = Rows().Count(), expected = Rows().Count(x => x > 0.5);
        Assert.InRange(expected, 1, all - 1);
        Assert.Equal($"{expected}", await _fleet.ResultAsync("count.yaml"));
        Assert.Equal($"{expected}", await _fleet.ResultAsync("count-sequential.json"));
        string round = $$"""{"count":{{all}}}""";
        Assert.Equal($"[{round},{round},{round}]", await _fleet.ResultAsync("round-robin.yaml"));
    }

    [Fact]
    public async Task No_worker_sees_the_sum_of_another_unless_the_offsets_are_left_out()
    {
        await using var spy = new Spy(_fleet.Network);
        var artifact = Fleet.Read("secure-mean.yaml");
        var (status, masked) = await SeenAsync(artifact);
        Assert.Empty(Found(OrderOf(status), masked));
        var result = (await _fleet.Workbench.DownloadAsync(status.Id)).To<JsonElement>();
        Assert.Equal((double)Rows().Average(x => (decimal)x), result.GetProperty("mean").GetDouble(), 1e-12);

        artifact.Steps[0].First[0].Parameters.Fields["offsets"] = Google.Protobuf.WellKnownTypes.Value.ForString("none");
        (status, var bare) = await SeenAsync(artifact);
        string[] order = OrderOf(status), found = [.. Found(order, bare)];
        Assert.Contains(found, one => one.StartsWith($"{order[1]} saw the sum of {order[0]}:", StringComparison.Ordinal));
        Assert.Contains(found, one => one.StartsWith($"{order[1]} saw the count of {order[0]}:", StringComparison.Ordinal));

        // All that workers were sent of an artifact. The spy hears a writer only once they know each other: a run of which it did not hear each product on its way is run again.
        async Task<(ArtifactStatus Status, Spy.Seen[] Seen)> SeenAsync(Artifact wanted)
        {
            for (int run = 1; ; run++)
            {
                string id = await Wait.For(_fleet.Workbench.SubmitAsync(wanted), "the id of an artifact", Fleet.Patience);
                var ended = await Wait.For(_fleet.Workbench.WaitAsync(id), "the end of an artifact", Fleet.Patience, _fleet.Errors);
                Assert.Equal(5, ended.Jobs.Count);
                string[] products = [.. ended.Jobs.Take(3).Select(job => job.Product.Id)];
                try
                {
                    var all = await spy.All.WaitFor(seen => products.All(product => seen.Any(one => one.Key == product)), $"the parts of {string.Join(", ", products)}", TimeSpan.FromSeconds(run < 6 ? 5 : 30));
                    return (ended, [.. all.Where(one => one.Key.Length == 0 || one.Key.Contains(id, StringComparison.Ordinal))]);
                }
                catch (TimeoutException) when (run < 6)
                {
                    // Not yet.
                }
            }
        }
    }

    [Fact]
    public async Task Digits_are_learnt_round_by_round_until_the_model_is_good_enough()
    {
        var (code, id, errors) = await _fleet.RunAsync("submit", Fleet.File("training.yaml"));
        Assert.True(code == 0, errors);
        var status = await Wait.For(_fleet.Workbench.WaitAsync(id.Trim()), "the end of the training", TimeSpan.FromMinutes(4), _fleet.Errors);
        var result = (await _fleet.Workbench.DownloadAsync(status.Id)).To<JsonElement>();
        Assert.InRange(result.GetProperty("accuracy").GetDouble(), 0.8, 1);
        int rounds = status.Jobs.Count(job => job.Step.EndsWith("/merge", StringComparison.Ordinal));
        Assert.InRange(rounds, 2, 4); // one is not enough, and it ends before the last
        Assert.Equal(1 + rounds * 5 + 1, status.Jobs.Count);
        Assert.Equal(Fleet.Names, status.Jobs.Where(job => job.Step == "rounds[0]/train").Select(job => job.Worker).Order());
    }

    private static string[] OrderOf(ArtifactStatus status) => [.. status.Jobs.Skip(1).Take(3).Select(job => job.Worker)];

    private static IEnumerable<double> Rows(string? name = null) => Fleet.Names.Where(one => name is null || one == name)
        .SelectMany(one => File.ReadLines(Fleet.File($"data/{one}.csv")).Skip(1)).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture));

    /// <summary>Looks for sums and counts of workers, and of several of them together, in what the others were sent.</summary>
    private static IEnumerable<string> Found(string[] order, Spy.Seen[] seen)
    {
        for (int set = 1; set < 1 << order.Length; set++)
        {
            string[] members = [.. order.Where((_, i) => (set >> i & 1) == 1)];
            decimal sum = members.Sum(name => Rows(name).Sum(x => (decimal)x));
            int count = members.Sum(name => Rows(name).Count());
            byte[][] texts = [.. new[] { $"{sum * 1_000_000:0}", sum.ToString("0.####", CultureInfo.InvariantCulture) }.Select(System.Text.Encoding.UTF8.GetBytes)];
            foreach (var one in seen.Where(one => order.Contains(one.Reader) && !members.Contains(one.Reader)))
            {
                if (texts.Any(text => one.Bytes.AsSpan().IndexOf(text) >= 0)) yield return $"{one.Reader} saw the sum of {string.Join(" and ", members)}: {sum}";
                if (CountIn(one) == count) yield return $"{one.Reader} saw the count of {string.Join(" and ", members)}: {count}";
            }
        }
    }

    private static decimal? CountIn(Spy.Seen seen)
    {
        if (seen.Key.Length == 0) return null;
        try
        {
            using var json = JsonDocument.Parse(seen.Bytes);
            return json.RootElement.TryGetProperty("count", out var count) ? decimal.Parse(count.ToString(), CultureInfo.InvariantCulture) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The nodes of all tests here.</summary>
    public sealed class Nodes : IAsyncLifetime
    {
        internal Fleet Fleet { get; } = new();

        public async Task InitializeAsync()
        {
            string[] digits = ["--source", $"digits={Path.Combine(AppContext.BaseDirectory, "data", "digits.bin")}"];
            Fleet.StartScheduler([.. digits, "--allow-download"]);
            Fleet.StartWorkers(digits);
            Assert.Equal(Fleet.Names, (await Fleet.KnowsAsync(3)).Order());
        }

        public async Task DisposeAsync() => await Fleet.DisposeAsync();
    }
}
