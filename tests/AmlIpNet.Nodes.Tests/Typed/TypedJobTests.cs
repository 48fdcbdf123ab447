using AmlIpNet.Dds;
using AmlIpNet.TestKit;
using Google.Protobuf.WellKnownTypes;

namespace AmlIpNet.Nodes.Tests.Typed;

public sealed class TypedJobTests : NodeTestBase
{
    protected override IDdsEngine Engine { get; } = new InProcessEngine();

    [Fact]
    public async Task A_typed_handler_answers_a_typed_request()
    {
        var (main, worker) = (Main(), Computing());
        using var stop = new CancellationTokenSource();
        var run = worker.RunAsync(new Adder(), stop.Token);
        var solution = await Wait.For(main.RequestJobSolutionAsync<Sum, Total>(new Sum([1, 2, 3])), "the solution");
        Assert.Equal(6, solution.Value.Value);
        Assert.Equal(worker.Id, solution.SolvedBy);
        await stop.CancelAsync();
        await Wait.For(run, "the end of the worker");
    }

    [Fact]
    public async Task Protobuf_goes_both_ways()
    {
        var main = Main(change: o => o with { Serializer = ProtobufPayloadSerializer.Default });
        var worker = Computing(change: o => o with { Serializer = ProtobufPayloadSerializer.Default });
        using var stop = new CancellationTokenSource();
        var run = worker.RunAsync<StringValue, Int32Value>((job, _) => ValueTask.FromResult(new Int32Value { Value = job.Value.Value.Length }), stop.Token);
        Assert.Equal(3, (await Wait.For(main.RequestJobSolutionAsync<StringValue, Int32Value>(new StringValue { Value = "abc" }), "the solution")).Value.Value);
        await stop.CancelAsync();
        await Wait.For(run, "the end of the worker");
    }

    [Fact]
    public async Task A_job_that_cannot_be_read_fails_with_the_reason()
    {
        var (main, worker) = (Main(), Computing());
        using var stop = new CancellationTokenSource();
        var run = worker.RunAsync(new Adder(), stop.Token);
        var error = await Assert.ThrowsAsync<JobFailedException>(() => Solved(main, Job.FromString("no JSON")));
        Assert.Contains("is no Sum in JSON", error.Message);
        await stop.CancelAsync();
        await Wait.For(run, "the end of the worker");
    }

    [Fact]
    public async Task A_solution_that_cannot_be_read_is_the_callers_error()
    {
        var main = Main();
        var worker = Running(Reverse);
        var error = await Assert.ThrowsAsync<InvalidPayloadException>(() => Wait.For(main.RequestJobSolutionAsync<Sum, Total>(new Sum([])), "the end of the job"));
        Assert.Equal((worker.Id, "}][:\"srebmun\"{"), (error.Solution!.SolvedBy, error.Solution.ToString()));
        Assert.Contains($"task {error.Solution.TaskId} of {main.Id}, by {worker.Id}", error.Message);
        Assert.Contains("is no Total in JSON", error.Message);
    }

    [Fact]
    public async Task One_typed_job_may_be_taken()
    {
        var (main, worker) = (Main(), Computing());
        var solution = main.RequestJobSolutionAsync<Sum, Total>(new Sum([1, 2]));
        await Wait.For(worker.ProcessJobAsync<Sum, Total>((job, _) => ValueTask.FromResult(new Total(job.Value.Numbers.Sum()))), "the job");
        Assert.Equal(3, (await Wait.For(solution, "the solution")).Value.Value);
    }

    [Fact]
    public async Task A_typed_job_reports_its_progress()
    {
        var (main, worker) = (Main(), Computing());
        using var stop = new CancellationTokenSource();
        var heard = new Recorder<JobProgress>();
        var seen = new TaskCompletionSource();
        var run = worker.RunAsync<Sum, Total>(
            async (job, token) =>
            {
                job.ReportProgress(0.5, $"for {job.Client.Name}");
                await seen.Task.WaitAsync(token);
                return new Total(0);
            },
            stop.Token);
        var solution = main.RequestJobSolutionAsync<Sum, Total>(new Sum([]), new JobOptions { Progress = new Listener(heard.Add) });
        await heard.WaitForOne(progress => progress.Fraction == 0.5 && progress.Text == "for main", "the progress");
        seen.SetResult();
        await Wait.For(solution, "the solution");
        await stop.CancelAsync();
        await Wait.For(run, "the end of the worker");
    }

    private sealed class Listener(Action<JobProgress> hear) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => hear(value);
    }

    private sealed record Sum(int[] Numbers);

    private sealed record Total(int Value);

    private sealed class Adder : IJobHandler<Sum, Total>
    {
        public ValueTask<Total> SolveAsync(Job<Sum> job, CancellationToken cancellationToken) => ValueTask.FromResult(new Total(job.Value.Numbers.Sum()));
    }
}
