using System.Globalization;

namespace AmlIpNet.Cli.Handlers;

/// <summary>What a command says on standard error: a line <c>AMLIP_PROGRESS 0.5 text</c> tells how far it is; all
/// others are shown, and the last few kept for the case that it fails.</summary>
/// <param name="whose">For whom it works.</param>
/// <param name="progress">Is told how far it is.</param>
internal sealed class LastWords(string whose, Action<double?, string> progress)
{
    private const string ProgressWord = "AMLIP_PROGRESS ";
    private const int MaxLines = 8;
    private const int MaxLength = 400; // so that all of it fits into the failure's message

    private readonly Queue<string> _lines = new();

    public void Take(string line)
    {
        if (TryParseProgress(line, out double fraction, out string text))
        {
            progress(fraction, text);
            return;
        }

        Console.Error.WriteLine($"[{whose}] {line}");
        if (string.IsNullOrWhiteSpace(line)) return;
        if (_lines.Count == MaxLines) _lines.Dequeue();
        _lines.Enqueue(line.Length <= MaxLength ? line : line[..MaxLength] + "…");
    }

    internal static bool TryParseProgress(string line, out double fraction, out string text)
    {
        (fraction, text) = (0, "");
        if (!line.StartsWith(ProgressWord, StringComparison.Ordinal)) return false;
        string[] parts = line[ProgressWord.Length..].Split(' ', 2);
        if (!double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out fraction) || fraction is not (>= 0 and <= 1)) return false;
        if (parts.Length > 1) text = parts[1].Trim();
        return true;
    }

    /// <summary>The last lines, as the end of a message; empty if there are none.</summary>
    public override string ToString() => _lines.Count == 0 ? "" : $" It said: {string.Join(" | ", _lines)}";
}
