using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Processes;

/// <summary>The process that started this one, for commands with the hidden option <c>--managed</c>: it holds the other end of
/// standard input, so the end of input says that it is gone, even by <c>kill -9</c>.</summary>
internal static class Parent
{
    /// <summary>A token that fires when the parent is gone or asks to leave; Ctrl-C is left to it.</summary>
    public static CancellationToken Watch(Interruption interruption)
    {
        interruption.LeaveToParent();
        var gone = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        var thread = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[256];
            try
            {
                while (input.Read(buffer) > 0) { }
            }
            catch (IOException)
            {
                // The same as its end.
            }

            gone.Cancel();
        })
        { IsBackground = true, Name = "parent watch" };
        thread.Start();
        return gone.Token;
    }
}
