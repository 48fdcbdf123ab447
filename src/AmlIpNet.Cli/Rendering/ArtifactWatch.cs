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
        await AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            var statuses = workbench.WatchAsync(id, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (statuses)
            {
                using var timer = new PeriodicTimer(s_refresh);
                var (next, tick) = (statuses.MoveNextAsync().AsTask(), timer.WaitForNextTickAsync(cancellationToken).AsTask());
                while (true)
                {
                    if (await Task.WhenAny(next, tick) == next)
                    {
                        if (!await next) break;
                        last = statuses.Current;
                        next = statuses.MoveNextAsync().AsTask();
                    }
                    else
                    {
                        await tick;
                        tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                    }

                    if (last is null) continue;
                    live.UpdateTarget(ArtifactTree.Render(last, DateTimeOffset.UtcNow)); // the times go on between two changes
                    live.Refresh();
                }
            }
        });
        return last;
    }
}
