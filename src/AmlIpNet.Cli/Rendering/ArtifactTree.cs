using AmlIpNet.Artifacts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AmlIpNet.Cli.Rendering;

/// <summary>The graph of an artifact as a tree: steps, and below each its jobs with who runs them, what they do and what they unlock.</summary>
internal static class ArtifactTree
{
    private const int MostJobs = 8; // of a step; of more only those that are under way are shown one by one

    public static IRenderable Render(ArtifactStatus status, DateTimeOffset now)
    {
        var tree = new Tree(Terminal.Text(ArtifactWords.Headline(status, now), new Style(ColorOf(status.State), decoration: Decoration.Bold))) { Guide = Console.IsOutputRedirected ? TreeGuide.Ascii : TreeGuide.Line };
        foreach (var step in Steps(status))
        {
            var jobs = step.ToList();
            int done = jobs.Count(job => job.State == JobState.JobCompleted);
            var node = tree.AddNode(Terminal.Text($"{step.Key}  {done:N0}/{jobs.Count:N0}", new Style(done == jobs.Count ? Color.Green : null, decoration: Decoration.Bold)));
            var shown = jobs.Count <= MostJobs ? jobs : [.. jobs.Where(job => job.State is JobState.JobRunning or JobState.JobError or JobState.JobScheduled).Take(MostJobs)];
            foreach (var job in shown) node.AddNode(Line(job, status, now));
            if (shown.Count < jobs.Count) node.AddNode(Terminal.Text($"and {jobs.Count - shown.Count:N0} others: {Counts(jobs.Except(shown))}", new Style(Color.Grey)));
        }

        if (status.Error.Length > 0) tree.AddNode(Terminal.Text(status.Error, new Style(Color.Red)));
        return tree;
    }

    /// <summary>The jobs by step, and by round where a step has several.</summary>
    public static IEnumerable<IGrouping<string, JobStatus>> Steps(ArtifactStatus status)
    {
        var withRounds = status.Jobs.GroupBy(job => job.Step).Where(step => step.Select(job => job.Round).Distinct().Count() > 1).Select(step => step.Key).ToHashSet();
        return status.Jobs.GroupBy(job => ArtifactWords.PlaceOf(job, withRounds.Contains(job.Step)));
    }

    private static Text Line(JobStatus job, ArtifactStatus status, DateTimeOffset now)
    {
        string worker = job.Worker.Length > 0 ? $" {job.Worker}" : "";
        string unlocks = ArtifactWords.Unlocks(job);
        return Terminal.Text($"{SymbolOf(job.State)} {job.Number}{worker}: {ArtifactWords.Doing(job, status, now)}{(unlocks.Length > 0 ? "  " + unlocks : "")}", new Style(ColorOf(job.State)));
    }

    private static string Counts(IEnumerable<JobStatus> jobs) => string.Join(", ", jobs.GroupBy(job => job.State).OrderByDescending(group => group.Key).Select(group => $"{group.Count():N0} {ArtifactWords.Of(group.Key)}"));

    private static char SymbolOf(JobState state) => state switch
    {
        JobState.JobCompleted => '✓',
        JobState.JobRunning => '▶',
        JobState.JobScheduled => '▷',
        JobState.JobError => '✗',
        _ => '·',
    };

    private static Color? ColorOf(JobState state) => state switch
    {
        JobState.JobCompleted => Color.Green,
        JobState.JobRunning => Color.Yellow,
        JobState.JobError => Color.Red,
        JobState.JobWaiting => Color.Grey,
        _ => null,
    };

    private static Color? ColorOf(ArtifactState state) => state switch
    {
        ArtifactState.ArtifactCompleted => Color.Green,
        ArtifactState.ArtifactError or ArtifactState.ArtifactCancelled => Color.Red,
        _ => null,
    };
}
