using System.CommandLine;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary><c>amlip completion</c>: a script for a shell, which then asks this program itself what could follow.</summary>
internal static class CompletionCommand
{
    private const string Description = """
        Write the script that makes a shell complete commands, options and their values.

        bash:  echo 'source <(amlip completion bash)' >> ~/.bashrc
        zsh:   echo 'source <(amlip completion zsh)' >> ~/.zshrc
        pwsh:  amlip completion pwsh | Out-String | Invoke-Expression     (in $PROFILE)

        Example: source <(amlip completion bash)
        """;

    // The command may be called by a path: the program is told its bare name, and the cursor's place in that line. Options are offered only
    // where one was begun, since a file's name may stand in their place: without other suggestions the shell offers files.
    private const string Bash = """
        _amlip()
        {
            local line="amlip${COMP_LINE#"${COMP_WORDS[0]}"}"
            local point=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
            local word="${COMP_WORDS[COMP_CWORD]}" all IFS=$'\n'
            all="$("${COMP_WORDS[0]}" "[suggest:$point]" "$line" 2>/dev/null)"
            [[ $word == -* ]] || all="$(grep -v '^-' <<< "$all")"
            COMPREPLY=($(compgen -W "$all" -- "$word"))
        }
        complete -o bashdefault -o default -F _amlip amlip
        """;

    private const string Zsh = """
        #compdef amlip
        _amlip()
        {
            local line="amlip${BUFFER#"${words[1]}"}"
            local point=$((CURSOR - ${#BUFFER} + ${#line}))
            local -a suggestions
            suggestions=(${(f)"$("${words[1]}" "[suggest:$point]" "$line" 2>/dev/null)"})
            [[ $PREFIX == -* ]] || suggestions=(${suggestions:#-*})
            compadd -a suggestions || _files
        }
        compdef _amlip amlip
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName amlip -ScriptBlock {
            param($word, $ast, $cursor)
            & amlip "[suggest:$cursor]" "$ast" 2>$null |
                Where-Object { $_ -like "$word*" -and ($word -like '-*' -or $_ -notlike '-*') } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Create()
    {
        var command = new Command("completion", Description);
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        command.Arguments.Add(shell);
        command.SetAction(parse =>
        {
            StandardOutput.Lines.WriteLine(parse.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Pwsh });
            return ExitCode.Ok;
        });
        return command;
    }
}
