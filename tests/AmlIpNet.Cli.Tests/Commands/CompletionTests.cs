namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>The completion of bash itself, with the script that the program writes.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [LinuxFact]
    public async Task Bash_completes_commands_options_and_values()
    {
        (string Line, string[] Has, string[] Lacks)[] rows =
        [
            ("amlip ", ["main", "compute", "doctor", "completion", "status"], ["--help", "-h", "/h"]),
            ("amlip st", ["status"], ["main"]),
            ("amlip job ", ["send"], ["status"]),
            ("amlip status --lo", ["--log", "--loopback"], ["--once"]),
            ("amlip status --log ", ["debug", "warning"], ["--once"]),
            ("amlip compute --handler ", ["aml", "echo", "softmax"], []),
            ("amlip compute --interface l", ["lo"], []),
            ("amlip completion ", ["bash", "zsh", "pwsh"], []),
            ("/somewhere/amlip job send --ma", [], ["--many"]), // no program is there: no suggestion, and no error
            ($"{_amlip.Folder}/amlip job send --ma", ["--many", "--max-payload"], []),
        ];

        await using var bash = _amlip.StartShell($$"""
            printf '#!/bin/sh\nexec $amlip "$@"\n' > $folder/amlip; chmod +x $folder/amlip; PATH=$folder:$PATH
            cat > $folder/ask <<'END'
            source <(amlip completion bash)
            complete -p amlip
            while IFS= read -r line; do
                COMP_LINE="$line" COMP_POINT=${#line}
                IFS=' ' read -ra COMP_WORDS <<< "$line"
                [[ $line == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMPREPLY=()
                _amlip
                echo "[$line] ${COMPREPLY[*]}"
            done
            END
            exec bash $folder/ask
            """);
        foreach (var row in rows) await bash.Input.WriteAsync(row.Line + "\n");
        bash.Input.Close();
        await bash.WaitForLineAsync(line => line.Contains("-F _amlip amlip"), "the registration");
        foreach (var (line, has, lacks) in rows)
        {
            string reply = await bash.WaitForLineAsync(one => one.StartsWith($"[{line}] "), $"suggestions for '{line}'", TimeSpan.FromSeconds(60));
            string[] words = reply[(line.Length + 3)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(!has.Except(words).Any(), $"'{line}' gives {reply}, which lacks {string.Join(", ", has.Except(words))}");
            Assert.Empty(lacks.Intersect(words));
        }

        Assert.Equal(0, await bash.WaitForExitAsync());
    }

    [Theory]
    [InlineData("zsh", "compdef _amlip amlip")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName amlip")]
    public async Task The_scripts_for_other_shells_are_written(string shell, string line)
    {
        var result = await AmlIp.RunBareAsync(["completion", shell]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(line, string.Join('\n', result.Lines));
        Assert.Contains("[suggest:", string.Join('\n', result.Lines));
    }
}
