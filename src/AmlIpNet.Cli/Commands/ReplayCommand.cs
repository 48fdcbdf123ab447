using System.CommandLine;
using AmlIpNet.Cli.Rendering;
using AmlIpNet.Cli.Running;
using AmlIpNet.Protocol;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip replay</c>: shows what a node's flight recorder remembers, by doing it again.</summary>
internal static class ReplayCommand
{
    private const string Description = """
        Replay a flight recording: give the events that a node met to the machine of this program, show what it wants done
        after each, and compare that with what was recorded. No network is touched.

        --json writes an object for each event on a line of its own, and a verdict on the last:
        {"event":"step","step":1,"at":"...","input":"...","actions":["..."],"error":null,"divergence":null}
        {"event":"verdict","machine":"client","node":"main.01.02.03.04","steps":1,"diverged":false,"divergence":null}
        Exit code 1: the machine does something else than was recorded; the step is the last one shown.

        Example: amlip replay main.amliprec
        """;

    public static Command Create()
    {
        var command = new Command("replay", Description);
        var file = new Argument<string>("FILE") { Description = "The recording" };
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        command.Arguments.Add(file);
        command.Options.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var recording = Read(parse.GetValue(file)!);
            var view = new View(recording, parse.GetValue(json));
            return Task.FromResult(recording.Header.Machine == RecordedMachine.Client
                ? view.Show(recording.ReplayClient(), ReplayWords.Of, ReplayWords.Of, cancellationToken)
                : view.Show(recording.ReplayServer(), ReplayWords.Of, ReplayWords.Of, cancellationToken));
        });
        return command;
    }

    private static FlightRecording Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new BadInputException($"{path} is a folder: give the path of a recording.");
            using var file = File.OpenRead(path);
            if (file.Length > FlightRecording.MaxFileBytes) throw new BadInputException($"{path} has {file.Length:N0} bytes; a recording has {FlightRecording.MaxFileBytes:N0} at most: give the path of a recording.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return FlightRecording.Read(bytes);
        }
        catch (RecordingException error)
        {
            throw new BadInputException($"{path} cannot be replayed. {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BadInputException($"The file {path} cannot be read ({error.Message.TrimEnd('.')}): give the path of a readable recording.", error);
        }
    }

    /// <summary>Shows a replay, step by step.</summary>
    private sealed class View(FlightRecording recording, bool json)
    {
        private readonly string _machine = recording.Header.Machine == RecordedMachine.Client ? "client" : "server";

        /// <returns>The exit code.</returns>
        public int Show<TEvent, TAction>(Replay<TEvent, TAction> replay, Func<TEvent, string> describe, Func<TAction, string> describeAction, CancellationToken cancellationToken)
            where TEvent : struct, IStateValue<TEvent>
            where TAction : struct, IStateValue<TAction>
        {
            long steps = 0;
            string? divergence = null;
            if (!json) Line($"The {_machine} {recording.Header.Node}: {recording.Events} events, written at {recording.Clock.ToLocalTime():yyyy-MM-dd HH:mm:ss.fff}.");
            foreach (var step in replay)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Show(step.Number, recording.ToClock(step.At), describe(step.Input), [.. step.Actions.Select(describeAction)], step.Error?.Message, step.Divergence);
                (steps, divergence) = (step.Number, step.Divergence);
            }

            if (json) Line(ReplayJsonContext.Line(new ReplayVerdictJson("verdict", _machine, $"{recording.Header.Node}", steps, divergence is not null, divergence)));
            else Line(divergence is null ? $"All {steps} steps did what was recorded." : $"Step {steps} differs: {divergence}.");
            return divergence is null ? ExitCode.Ok : ExitCode.JobFailed;
        }

        private void Show(long number, DateTimeOffset at, string input, string[] actions, string? error, string? divergence)
        {
            if (json)
            {
                Line(ReplayJsonContext.Line(new ReplayStepJson("step", number, at, input, actions, error, divergence)));
                return;
            }

            Line($"{number,7}  {at.ToLocalTime():HH:mm:ss.fff}  {input}");
            foreach (string action in actions) Line($"{"",23}-> {action}");
            if (error is not null) Line($"{"",23}!! {error}");
        }

        private static void Line(string text) => StandardOutput.Lines.WriteLine(text);
    }
}
