using System.Text;

namespace AmlIpNet.Cli.Processes;

/// <summary>Reads lines, cutting those that are too long, so that no writer can fill this process's memory.</summary>
internal static class BoundedLines
{
    /// <summary>Calls <paramref name="take"/> with each line, to the end of the text.</summary>
    public static async Task ReadAsync(TextReader reader, int maxLength, Action<string> take)
    {
        var line = new StringBuilder();
        var buffer = new char[4_096];
        var cut = false;
        while (await reader.ReadAsync(buffer) is var count and > 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] == '\n') End();
                else if (line.Length < maxLength) line.Append(buffer[i]);
                else cut = true;
            }
        }

        if (line.Length > 0) End();

        void End()
        {
            take(cut ? line + "…" : line.ToString().TrimEnd('\r'));
            line.Clear();
            cut = false;
        }
    }
}
