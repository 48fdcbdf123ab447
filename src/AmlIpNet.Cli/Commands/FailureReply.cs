using System.CommandLine;
using System.Text;

namespace AmlIpNet.Cli.Commands;

/// <summary>The option <c>--on-failure</c>: what an AML-IP client gets when its job failed.</summary>
internal static class FailureReply
{
    private const string Silence = "silence";
    private const string ReplyPrefix = "reply:";

    /// <param name="when">When it applies, as the beginning of the help text.</param>
    public static Option<string> CreateOption(string when)
    {
        var option = Options.Text<string>("--on-failure", "WHAT", $"{when}: silence (AML-IP knows no failure message; the client goes on waiting) or reply:TEXT");
        option.DefaultValueFactory = _ => Silence;
        option.Validators.Add(result =>
        {
            var text = result.Tokens.Count == 0 ? Silence : result.Tokens[0].Value;
            if (text != Silence && !text.StartsWith(ReplyPrefix, StringComparison.Ordinal)) result.AddError($"The option --on-failure is '{text}': use silence, or reply:TEXT.");
        });
        return option;
    }

    /// <summary>The bytes to send; null for silence.</summary>
    public static ReadOnlyMemory<byte>? Parse(string? text) => text?.StartsWith(ReplyPrefix, StringComparison.Ordinal) == true ? Encoding.UTF8.GetBytes(text[ReplyPrefix.Length..]) : null;
}
