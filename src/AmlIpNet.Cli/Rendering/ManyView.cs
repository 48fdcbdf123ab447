using Spectre.Console;

namespace AmlIpNet.Cli.Rendering;

/// <summary>How far many jobs are, on standard error: a bar on a terminal, below the lines that tell what went wrong; otherwise a line for each job.</summary>
internal abstract class ManyView : IAsyncDisposable
{
    public static ManyView Create(int jobs)
    {
        if (Console.IsErrorRedirected) return new Lines();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities is { Interactive: true, Ansi: true } ? new Bar(console, jobs) : new Lines();
    }

    /// <summary>Tells what the user should know.</summary>
    public abstract void Tell(string line);

    /// <summary>Tells of a job that is solved.</summary>
    public abstract void TellSolved(string line);

    /// <summary>Shows how many have ended.</summary>
    public abstract void Show(int solved, int failed);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Lines : ManyView
    {
        public override void Tell(string line) => Console.Error.WriteLine(SafeText.OfLines(line));

        public override void TellSolved(string line) => Console.Error.WriteLine(SafeText.OfLines(line));

        public override void Show(int solved, int failed)
        {
        }
    }

    private sealed class Bar : ManyView
    {
        private readonly Lock _lock = new();
        private readonly IAnsiConsole _console;
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _shown;
        private ProgressTask? _task;

        public Bar(IAnsiConsole console, int jobs)
        {
            _console = console;
            _shown = console.Progress()
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ElapsedTimeColumn(), new RemainingTimeColumn())
                .StartAsync(async progress =>
                {
                    _task = progress.AddTask(Describe(0, 0, jobs), maxValue: jobs);
                    await _end.Task;
                });
        }

        public override void Tell(string line) => _console.WriteLine(SafeText.OfLines(line));

        public override void TellSolved(string line)
        {
        }

        public override void Show(int solved, int failed)
        {
            if (_task is not { } task) return;
            lock (_lock)
            {
                if (solved + failed < task.Value) return; // another job's later news came first
                task.Value = solved + failed;
                task.Description = Describe(solved, failed, (int)task.MaxValue);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            _end.SetResult();
            await _shown;
        }

        private static string Describe(int solved, int failed, int jobs) => $"{solved:N0} of {jobs:N0} solved{(failed > 0 ? $", [red]{failed:N0} failed[/]" : "")}";
    }
}
