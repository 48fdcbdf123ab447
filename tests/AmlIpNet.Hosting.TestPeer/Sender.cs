using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace AmlIpNet.Hosting.TestPeer;

/// <summary>Sends each line of the input, <c>text milliseconds</c>, as a job, and writes its solution. The end of the input ends the program.</summary>
internal sealed class Sender(MainNode main, IHostApplicationLifetime lifetime) : BackgroundService
{
    public const string Name = "AmlIpNet.Hosting.TestPeer";
    private static readonly ActivitySource s_source = new(Name);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Input.Read(line => _ = SendAsync(line.Split(' '), stoppingToken), lifetime);
        return Task.CompletedTask;
    }

    private async Task SendAsync(string[] words, CancellationToken stoppingToken)
    {
        using var span = s_source.StartActivity($"ask {words[0]}");
        if (span is not null) span.TraceStateString = "test=1";
        try
        {
            var answer = await main.RequestJobSolutionAsync<Question, Answer>(new Question(words[0], int.Parse(words[1], CultureInfo.InvariantCulture)), stoppingToken);
            Console.WriteLine($"answer {answer.Value.Text} by {answer.Value.ProcessId}");
        }
        catch (Exception error)
        {
            Console.WriteLine($"error {words[0]} {error.GetType().Name}");
        }
    }
}

/// <summary>A line of the input opens the gate; its end ends the program, which does not outlive the test.</summary>
internal sealed class GateKeeper(Gate gate, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Input.Read(_ => gate.TrySetResult(), lifetime);
        return Task.CompletedTask;
    }
}

internal static class Input
{
    // On a thread that nobody waits for: the console's reader cannot be cancelled.
    public static void Read(Action<string> take, IHostApplicationLifetime lifetime)
    {
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line) take(line);
            lifetime.StopApplication();
        })
        { IsBackground = true };
        thread.Start();
    }
}
