using System.Diagnostics;

namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>Signals to processes that the test did not start itself.</summary>
internal static class Posix
{
    public static void Interrupt(int process) => Send("INT", process);

    public static void Kill(int process) => Send("KILL", process);

    public static bool IsAlive(int process)
    {
        try
        {
            // A process that has ended but is not yet waited for (state Z) is gone for our purpose.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Send(string signal, int process)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", process.ToString()]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
