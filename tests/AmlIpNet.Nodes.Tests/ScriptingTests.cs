using System.Text;

namespace AmlIpNet.Nodes.Tests;

/// <summary>The blocking face for scripts, the same on every engine.</summary>
public abstract class ScriptingTests : NodeTestBase
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Text_in_text_out()
    {
        var main = Main();
        var computing = Computing();
        var worker = Task.Run(() => computing.ProcessJob(text => text.ToUpperInvariant(), s_limit));
        string solution = await Task.Run(() => main.RequestJobSolution("größer", s_limit));
        await worker;
        Assert.Equal("GRÖßER", solution);
    }

    [Fact]
    public async Task Bytes_in_bytes_out_with_solver_and_task()
    {
        var main = Main();
        var computing = Computing();
        using var stop = new CancellationTokenSource();
        var worker = Task.Run(() => computing.ProcessJobs((byte[] bytes) => [.. bytes.Reverse()], stop.Token));
        NodeId solver = default;
        ulong task = 99;
        byte[] solution = await Task.Run(() => main.RequestJobSolution([1, 2, 3], out solver, out task, s_limit));
        string text = await Task.Run(() => main.RequestJobSolution("ab", out _, out ulong _, s_limit));
        await stop.CancelAsync();
        await worker;
        Assert.Equal([3, 2, 1], solution);
        Assert.Equal("ba", text);
        Assert.Equal((computing.Id, FirstTask), (solver, task));
    }

    [Fact]
    public void No_answer_in_time_is_an_error_with_the_remedy()
    {
        var main = Main("lonely");
        var error = Assert.Throws<TimeoutException>(() => main.RequestJobSolution("x", TimeSpan.FromMilliseconds(20)));
        Assert.Contains("lonely", error.Message);
        Assert.Contains("Status node", error.Message);
        var computing = Computing("idle");
        Assert.Contains("idle", Assert.Throws<TimeoutException>(() => computing.ProcessJob((string s) => s, TimeSpan.FromMilliseconds(20))).Message);
    }

    [Fact]
    public void Jobs_and_solutions_are_made_of_bytes_text_memory_or_a_pointer()
    {
        byte[] bytes = "schön"u8.ToArray();
        unsafe
        {
            fixed (byte* address = bytes)
            {
                Assert.Equal("schön", Job.FromPointer((nint)address, bytes.Length).ToString());
                Assert.Equal("schön", Solution.FromPointer((nint)address, bytes.Length).ToString());
            }
        }

        Assert.Equal("schön", Job.FromBytes(bytes).ToString());
        Assert.Equal("schön", Solution.FromMemory(bytes).ToString());
        Assert.Equal(bytes, Job.FromString("schön").ToArray());
        Assert.Empty(Job.FromPointer(0, 0).ToArray());
        Assert.Throws<ArgumentException>(() => Job.FromPointer(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Solution.FromPointer(1, -1));
        bytes[0] = (byte)'S';
        Assert.Equal("Schön", Encoding.UTF8.GetString(bytes));
    }
}
