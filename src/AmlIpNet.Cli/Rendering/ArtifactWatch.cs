using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Running;
using Spectre.Console;

namespace AmlIpNet.Cli.Rendering;

/// <summary>Shows how an artifact goes on, until it has ended: the graph on a terminal, otherwise a line for each change, or JSON.</summary>
internal static class ArtifactWatch
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(250);

    /// <returns>The exit code that its end deserves.</returns>
    public static async Task<int> ShowAsync(Workbench workbench, string id, bool json, CancellationToken cancellationToken)
    {
        ArtifactStatus? last = null;
        if (!json && !Console.IsOutputRedirected) last = await ShowGraphAsync(workbench, id, cancellationToken);
        else
        {
            var changes = new ArtifactChanges();
            await foreach (var status in workbench.WatchAsync(id, cancellationToken))
            {
                last = status;
                if (json) StandardOutput.Lines.WriteLine(ArtifactWords.ToLine(status));
                else foreach (string line in changes.Take(status, DateTimeOffset.UtcNow)) StandardOutput.Lines.WriteLine(SafeText.OfLines(line));
            }
        }

        return last is null ? ExitCode.Ok : CodeOf(last);
    }

    public static int CodeOf(ArtifactStatus status) => status.State is ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled ? ExitCode.JobFailed : ExitCode.Ok;

    private static async Task<ArtifactStatus?> ShowGraphAsync(Workbench workbench, string id, CancellationToken cancellationToken)
    {
        ArtifactStatus? last = null;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        try
        {
            await AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
            {
                bool isOver = false;
                while (!isOver)
                {
                    isOver = await Task.WhenAny(watching, Task.Delay(s_refresh, leaving.Token)) == watching;
                    if (Volatile.Read(ref last) is not { } status) continue;
                    live.UpdateTarget(ArtifactTree.Render(status, DateTimeOffset.UtcNow)); // times go on between two changes
                    live.Refresh();
                }
            });
        }
        finally
        {
            await leaving.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await watching;
        return last;

        async Task WatchAsync()
        {
            await foreach (var status in workbench.WatchAsync(id, leaving.Token)) Volatile.Write(ref last, status);
        }
    }
}
