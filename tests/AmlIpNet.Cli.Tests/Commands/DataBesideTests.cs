namespace AmlIpNet.Cli.Tests.Commands;

/// <summary>A Center beside the Main node, a data worker beside the Computing node: two processes that are both.</summary>
public sealed class DataBesideTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly AmlIp _amlip = new();

    public void Dispose() => _amlip.Dispose();

    [LinuxFact]
    public async Task One_process_each_serves_jobs_and_data()
    {
        await using var main = _amlip.Start("main", "--name", "trainer", "--center");
        await using var worker = _amlip.Start("compute", "--name", "alice", "--exec", "rev", "--data", "--function", "upper=tr a-z A-Z", "--managed");

        Assert.Equal(0, (await _amlip.RunAsync(["data", "put", "x", "-", "--type", "text/plain"], "hello\n")).ExitCode);
        var computed = await _amlip.RunAsync(["data", "compute", "upper", "z", "--needs", "x", "--args", "oh "]);
        Assert.True(computed.ExitCode == 0, computed.Errors);
        Assert.Equal(["OH HELLO"], (await _amlip.RunAsync(["data", "get", "z"])).Lines);
        Assert.Matches(@"^z: alice(\.[0-9a-f]{2}){4}$", Assert.Single((await _amlip.RunAsync(["data", "who-has", "z"])).Lines).TrimEnd());

        await main.Input.WriteLineAsync("stressed");
        Assert.Equal("desserts", await main.WaitForLineAsync(line => line.Length > 0, "the solution", s_patience));
        main.Input.Close();
        Assert.Equal(0, await main.WaitForExitAsync(s_patience));
        Assert.Contains("is a Center beside it", main.Errors);
    }

    [Theory]
    [InlineData("add --data, or leave it out", "--function", "a=true")]
    [InlineData("add --data, or leave it out", "--spill", "/tmp")]
    [InlineData("write NAME=CMD", "--data", "--function", "nothing")]
    [InlineData("give each function a name of its own", "--data", "--function", "a=true", "--function", "a=false")]
    public async Task What_cannot_be_is_refused(string remedy, params string[] options)
    {
        var result = await _amlip.RunAsync(["compute", "--handler", "echo", .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(remedy, result.Errors);
    }
}
