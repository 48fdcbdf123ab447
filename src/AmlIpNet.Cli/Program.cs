using AmlIpNet.Cli.Commands;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli;

/// <summary>The entry point: runs a command, and turns whatever goes wrong into one message and an exit code.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var interruption = new Interruption();
        try
        {
            return await AmlIpCommand.InvokeAsync(args, interruption);
        }
        catch (OperationCanceledException) when (interruption.Happened)
        {
            return interruption.ExitCode;
        }
        catch (Exception error) when (interruption.Happened && error is not AmlIpException)
        {
            // What breaks on the way out no longer matters to the user, who wanted out.
            ErrorText.Write(error);
            return interruption.ExitCode;
        }
        catch (Exception error) when (StandardOutput.IsClosed(error))
        {
            return ExitCode.JobFailed; // who reads the output has gone, and needs no message
        }
        catch (Exception error)
        {
            return ErrorText.Write(error);
        }
    }
}
