using AmlIpNet.TestKit;

namespace AmlIpNet.Cli.Tests.Commands;

public sealed class JobSendTests : IDisposable
{
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [Fact]
    public async Task Bytes_go_through_a_command_untouched()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        for (var i = 0; i < 256; i++) bytes[i] = (byte)i;
        File.WriteAllBytes(_amlip.PathOf("job"), bytes);
        await using var compute = _amlip.Start("compute", "--exec", "cat", "--name", "mirror");

        await using var send = _amlip.StartShell("exec $amlip job send $folder/job $net > $folder/solution");
        Assert.Equal(0, await send.WaitForExitAsync());

        Assert.Equal(bytes, File.ReadAllBytes(_amlip.PathOf("solution")));
        Assert.Matches(@"job: solved by mirror(\.[0-9a-f]{2}){4}, task \d+, 300,000 bytes", send.Errors);
    }

    [Fact]
    public async Task Standard_input_is_a_job_and_the_solution_is_all_of_standard_output()
    {
        await using var compute = _amlip.Start("compute", "--exec", "tr a-z A-Z; echo done >&2");
        var sent = await _amlip.RunAsync(["job", "send", "-"], "hello\nworld");
        Assert.Equal(0, sent.ExitCode);
        Assert.Equal(["HELLO", "WORLD"], sent.Lines);
        await Wait.Until(() => compute.Errors.Contains("task 1] done"), "the command's words on standard error", seen: () => compute.Errors);
    }

    [Fact]
    public async Task Many_files_become_many_solutions_and_a_failure_shows_in_the_exit_code()
    {
        for (var i = 0; i < 12; i++) File.WriteAllText(_amlip.PathOf($"job{i}"), i == 7 ? "bad" : $"{i}");
        File.WriteAllText(_amlip.PathOf(".hidden"), "x");
        File.WriteAllText(_amlip.PathOf("old.solution"), "x");
        await using var compute = _amlip.Start("compute", "--slots", "3", "--exec", "read x; test \"$x\" = bad && exit 3; printf 'got %s' $x");

        var sent = await _amlip.RunAsync(["job", "send", "--many", _amlip.Folder, "--timeout", "60"]);

        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("11 of 12 jobs solved, 1 failed", sent.Errors);
        Assert.Matches(@"job7: Job \d+ of main(\.[0-9a-f]{2}){4} failed: .* with code 3: ", sent.Errors);
        for (var i = 0; i < 12; i++)
        {
            if (i == 7) Assert.False(File.Exists(_amlip.PathOf("job7.solution")));
            else Assert.Equal($"got {i}", File.ReadAllText(_amlip.PathOf($"job{i}.solution")));
        }

        Assert.False(File.Exists(_amlip.PathOf(".hidden.solution")));
        Assert.False(File.Exists(_amlip.PathOf("old.solution.solution")));
    }

    [Fact]
    public async Task Jobs_with_a_solution_are_sent_again_only_by_force()
    {
        foreach (string name in new[] { "one", "two", "three" }) File.WriteAllText(_amlip.PathOf(name), name);
        File.WriteAllText(_amlip.PathOf("two.solution"), "old");
        File.WriteAllText(_amlip.PathOf("three.solution.part"), "torn");
        await using var compute = _amlip.Start("compute", "--exec", "tr a-z A-Z");

        var first = await _amlip.RunAsync(["job", "send", "--many", _amlip.Folder, "--timeout", "60"]);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("2 of 2 jobs solved, 0 failed; 1 had a solution already (--force sends them again).", first.Errors);
        Assert.Equal(["ONE", "old", "THREE"], Solutions());
        Assert.False(File.Exists(_amlip.PathOf("three.solution.part")));

        var nothing = await _amlip.RunAsync(["job", "send", "--many", _amlip.Folder]);
        Assert.Equal(0, nothing.ExitCode);
        Assert.Contains("0 of 0 jobs solved, 0 failed; 3 had a solution already", nothing.Errors);

        Assert.Equal(0, (await _amlip.RunAsync(["job", "send", "--many", _amlip.Folder, "--force", "--timeout", "60"])).ExitCode);
        Assert.Equal(["ONE", "TWO", "THREE"], Solutions());

        string[] Solutions() => [.. new[] { "one", "two", "three" }.Select(name => File.ReadAllText(_amlip.PathOf($"{name}.solution")))];
    }

    [Fact]
    public async Task One_job_that_cannot_be_sent_or_written_does_not_stop_the_others()
    {
        foreach (string name in new[] { "a", "b", "c", "d" }) File.WriteAllText(_amlip.PathOf(name), name);
        File.WriteAllBytes(_amlip.PathOf("a"), new byte[(1 << 20) + 1]); // above --max-payload
        Directory.CreateDirectory(_amlip.PathOf("b.solution")); // no file can be put there
        await using var compute = _amlip.Start("compute", "--exec", "tr a-z A-Z", "--max-payload", "1");
        var sent = await _amlip.RunAsync(["job", "send", "--many", _amlip.Folder, "--jobs", "1", "--max-payload", "1", "--timeout", "60"]);
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("2 of 4 jobs solved, 2 failed.", sent.Errors);
        Assert.Equal(["C", "D"], new[] { "c", "d" }.Select(name => File.ReadAllText(_amlip.PathOf($"{name}.solution"))));
        Assert.False(File.Exists(_amlip.PathOf("b.solution.part")));
    }

    [Fact]
    public async Task Ctrl_C_tells_how_far_it_came()
    {
        foreach (string name in new[] { "a", "b" }) File.WriteAllText(_amlip.PathOf(name), name);
        await using var compute = _amlip.Start("compute", "--exec", "read x; test \"$x\" = a || sleep 300; printf done");
        await using var send = _amlip.Start("job", "send", "--many", _amlip.Folder, "--jobs", "1");
        await Wait.Until(() => File.Exists(_amlip.PathOf("a.solution")), "the first solution", seen: () => send.Errors);
        send.Interrupt();
        Assert.Equal(130, await send.WaitForExitAsync());
        await Wait.Until(() => send.Errors.Contains("1 of 2 jobs solved, 0 failed."), "the summary", seen: () => send.Errors);
    }

    [LinuxFact]
    public async Task A_command_gets_none_of_the_nodes_sockets()
    {
        await using var compute = _amlip.Start("compute", "--exec", "ls -l /proc/self/fd; ls -l /proc/$$/fd");
        var sent = await _amlip.RunAsync(["job", "send", "-"], "job");
        Assert.Equal(0, sent.ExitCode);
        Assert.Contains(sent.Lines, line => line.Contains("pipe:["));
        // The standard streams of a child of .NET are pipes; a socket could only be the node's.
        Assert.DoesNotContain(sent.Lines, line => line.Contains("socket:["));
    }

    [Fact]
    public async Task A_failing_command_is_tried_as_often_as_asked_for_and_its_code_and_last_words_come_back()
    {
        await using var compute = _amlip.Start("compute", "--exec", $"echo try >> {_amlip.PathOf("tries")}; echo reading >&2; echo the disk is full >&2; exit 9");
        var sent = await _amlip.RunAsync(["job", "send", "-", "--attempts", "3", "--priority", "-5"], "job");
        Assert.Equal(1, sent.ExitCode);
        Assert.Empty(sent.Lines);
        Assert.Equal(["try", "try", "try"], File.ReadAllLines(_amlip.PathOf("tries")));
        Assert.Contains("with code 9: The command", sent.Errors);
        Assert.Contains("It said: reading | the disk is full", sent.Errors);
        Assert.Contains("exit code 9", compute.Errors);
    }

    [Fact]
    public async Task A_client_that_knows_only_AML_IP_gets_what_the_option_replies_after_the_second_failure()
    {
        await using var compute = _amlip.Start(
            "compute", "--exec", $"echo try >> {_amlip.PathOf("tries")}; exit 9", "--on-failure", "reply:no way");
        await using var main = _amlip.CreateMain(isNative: false);
        Assert.Equal("no way", (await Wait.For(main.RequestJobSolutionAsync(Job.FromString("job")), "the reply")).ToString());
        Assert.Equal(["try", "try"], File.ReadAllLines(_amlip.PathOf("tries")));
    }

    [Fact]
    public async Task A_command_tells_how_far_it_is_on_standard_error()
    {
        await using var compute = _amlip.Start("compute", "--exec", $"echo 'AMLIP_PROGRESS 0.5 half of it' >&2; while ! test -f {_amlip.PathOf("go")}; do sleep 0.05; done; cat");
        await using var main = _amlip.CreateMain(isNative: true);
        var heard = new Recorder<JobProgress>();
        var job = main.RequestJobSolutionAsync(Job.FromString("job"), new JobOptions { Progress = new Listener(heard) }).AsTask();
        Assert.Equal("half of it", (await heard.WaitForOne(progress => progress.Fraction == 0.5, "the command's progress")).Text);
        File.WriteAllText(_amlip.PathOf("go"), "");
        Assert.Equal("job", (await Wait.For(job, "the solution")).ToString());
        Assert.DoesNotContain("AMLIP_PROGRESS", compute.Errors);
    }

    [Fact]
    public async Task Output_above_the_limit_is_a_failure()
    {
        await using var compute = _amlip.Start("compute", "--exec", "cat /dev/zero", "--max-payload", "1");
        var sent = await _amlip.RunAsync(["job", "send", "-", "--attempts", "1"], "job");
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("1,048,576 bytes", sent.Errors);
    }

    [Fact]
    public async Task Time_that_runs_out_while_a_node_has_the_job_names_the_node()
    {
        await using var compute = _amlip.Start("compute", "--name", "slow", "--exec", $"echo > {_amlip.PathOf("started")}; sleep 60");
        await Wait.Until(() => compute.Errors.Contains("takes jobs"), "the node's greeting", seen: () => compute.Errors);
        var sent = await _amlip.RunAsync(["job", "send", "-", "--timeout", "15"], "job");
        Assert.Equal(1, sent.ExitCode);
        Assert.True(File.Exists(_amlip.PathOf("started")), sent.Errors);
        Assert.Matches(@"was not solved within 15 s\..* slow(\.[0-9a-f]{2}){4} had it at the end", sent.Errors);
    }

    [Fact]
    public async Task Without_a_Computing_node_the_time_runs_out()
    {
        var sent = await _amlip.RunAsync(["job", "send", "-", "--timeout", "0.5"], "job");
        Assert.Equal(1, sent.ExitCode);
        Assert.Empty(sent.Lines);
        Assert.Contains($"no solution in 0.5 s. Is a Computing node free on domain {_amlip.Domain}?", sent.Errors);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_for_a_solution()
    {
        await using var send = _amlip.StartShell("echo job | exec $amlip job send - $net");
        await Wait.Until(() => send.Errors.Contains("Still waiting for a Computing node"), "the hint", seen: () => send.Errors);
        // Not to the shell but to the program behind the pipe.
        var id = Assert.Single(AmlIp.Processes("amlip.dll job send", $"--domain {_amlip.Domain}"));
        Posix.Interrupt(id);
        Assert.Equal(130, await send.WaitForExitAsync());
    }

    [Fact]
    public async Task Main_pairs_lines_with_solutions_in_order()
    {
        await using var compute = _amlip.Start("compute", "--slots", "4", "--exec", "read x; test $x = 1 && sleep 0.3; test $x = 3 && exit 1; echo \"<$x>\"");
        var main = await _amlip.RunAsync(["main", "--timeout", "60"], "1\n2\n3\n4\n");
        Assert.Equal(1, main.ExitCode);
        Assert.Equal(["<1>", "<2>", "", "<4>"], main.Lines);
        Assert.Matches("line 3: Job 3 .* failed", main.Errors);
    }

    [Fact]
    public async Task Main_answers_while_its_input_stays_open_and_leaves_by_Ctrl_C()
    {
        await using var compute = _amlip.Start("compute", "--handler", "echo");
        await using var main = _amlip.Start("main");
        await main.Input.WriteAsync("one\n");
        await main.Input.FlushAsync();
        Assert.Equal("one", await main.WaitForLineAsync(_ => true, "the first solution"));
        await main.Input.WriteAsync("two\n");
        await main.Input.FlushAsync();
        Assert.Equal("two", await main.WaitForLineAsync(_ => true, "the second solution"));
        main.Interrupt();
        Assert.Equal(130, await main.WaitForExitAsync());
    }

    private sealed class Listener(Recorder<JobProgress> heard) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => heard.Add(value);
    }
}
