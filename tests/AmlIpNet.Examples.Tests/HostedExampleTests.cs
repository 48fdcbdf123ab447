using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AmlIpNet.TestKit;

namespace AmlIpNet.Examples.Tests;

/// <summary>The examples that are hosted applications, each a process of its own.</summary>
public sealed class HostedExampleTests : IDisposable
{
    private readonly TestDomain _domain = TestDomain.Lease();
    private readonly HttpClient _http = new() { Timeout = Example.Patience };

    public void Dispose()
    {
        _http.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public async Task A_job_posted_to_the_api_is_learnt_by_the_worker()
    {
        await using var api = await StartApiAsync();
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync("health/ready")).StatusCode);
        await using var worker = Example.Start("WorkerService", _domain);
        await WaitUntilReadyAsync();
        var posted = await _http.PostAsJsonAsync("jobs", new { side = 4, batches = 20, seed = 1 });
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        Assert.Equal("/jobs/1", posted.Headers.Location?.OriginalString);
        var last = (await FollowAsync("jobs/1/events", _ => false))[^1];
        Assert.Equal("solved", last.GetProperty("state").GetString());
        Assert.InRange(last.GetProperty("result").GetProperty("atoms").GetInt32(), 1, 1_000_000);
        Assert.InRange(last.GetProperty("result").GetProperty("wrong").GetInt32(), 0, 499); // better than by chance; the same on each machine
        Assert.StartsWith("learner.", last.GetProperty("solvedBy").GetString(), StringComparison.Ordinal);
        Assert.Equal(last.ToString(), (await _http.GetFromJsonAsync<JsonElement>("jobs/1")).ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("jobs/2")).StatusCode);
    }

    [Fact]
    public async Task A_job_is_followed_and_given_up()
    {
        await using var api = await StartApiAsync();
        await using var worker = Example.Start("WorkerService", _domain);
        Assert.Equal(HttpStatusCode.Accepted, (await _http.PostAsJsonAsync("jobs", new { side = 4, batches = 100_000_000 })).StatusCode);
        var seen = await FollowAsync("jobs/1/events", view => view.GetProperty("fraction").GetDouble() > 0);
        Assert.Equal("running", seen[^1].GetProperty("state").GetString());
        Assert.Matches("^batch [0-9]+ of 100000000$", seen[^1].GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await _http.DeleteAsync("jobs/1")).StatusCode);
        Assert.Equal("cancelled", (await FollowAsync("jobs/1/events", _ => false))[^1].GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await _http.PostAsJsonAsync("jobs", new { side = 99 })).StatusCode);
        var failed = (await FollowAsync("jobs/2/events", _ => false))[^1];
        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("use 2 to 8", failed.GetProperty("error").GetString());
        worker.Terminate();
        Assert.Equal(0, await worker.WaitForExitAsync(Example.Patience));
        api.Terminate();
        Assert.Equal(0, await api.WaitForExitAsync(Example.Patience));
    }

    [Fact]
    public async Task The_monitor_tells_who_comes_and_goes()
    {
        await using var monitor = Example.Start("StatusMonitor", _domain);
        await Example.LineAsync(monitor, " monitor.");
        await using var worker = Example.Start("WorkerService", _domain);
        Assert.Contains("Computing", await Example.LineAsync(monitor, " learner."));
        await Example.LineAsync(monitor, "of 2 slots in use");
        worker.Kill();
        Assert.Contains("learner.", await Example.LineAsync(monitor, "Dropped (lost)"));
        monitor.Terminate();
        Assert.Equal(0, await monitor.WaitForExitAsync(Example.Patience));
    }

    private async Task<ChildProcess> StartApiAsync()
    {
        var api = Example.Start("TrainingApi", _domain, "--urls", "http://127.0.0.1:0");
        try
        {
            const string Words = "Now listening on: ";
            string line = await Example.LineAsync(api, Words);
            _http.BaseAddress = new Uri(line[(line.IndexOf(Words, StringComparison.Ordinal) + Words.Length)..].Trim() + "/");
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(Example.Patience);
        while ((await _http.GetAsync("health/ready", limit.Token)).StatusCode != HttpStatusCode.OK) await Task.Delay(100, limit.Token);
    }

    /// <summary>The server-sent events, up to the end of the stream or to one that is enough.</summary>
    private async Task<List<JsonElement>> FollowAsync(string path, Predicate<JsonElement> isEnough)
    {
        using var limit = new CancellationTokenSource(Example.Patience);
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        List<JsonElement> views = [];
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            views.Add(JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]));
            if (isEnough(views[^1])) break;
        }

        return views;
    }
}
