using AmlIpNet.Scripting.Tests.Kit;

namespace AmlIpNet.Scripting.Tests;

/// <summary>The C header, used by a C program.</summary>
public sealed class HeaderTests
{
    [GccFact]
    public async Task A_C_program_finds_all_promises_kept()
    {
        using var domain = TestDomain.Lease();
        using var program = await CProgram.CompileAsync(Place.Source("C", "contract.c"));
        await using var run = ChildProcess.Start(program.Path, [Place.NativeHome, $"{domain.Id}"]);
        Assert.Equal("ok", await Run.ToEndAsync(run));

        await using var astray = ChildProcess.Start(program.Path, [Path.GetTempPath()]);
        Assert.Contains("did not start", await astray.WaitForLineAsync(_ => true, "the trouble", Run.Limit), StringComparison.Ordinal);
        Assert.Equal(1, await astray.WaitForExitAsync(Run.Limit));
    }
}
