using System.Collections.Immutable;
using AmlIpNet.Artifacts.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.Artifacts.Tests.Tasks;

/// <summary>What a job finds, and what it leaves.</summary>
public sealed class TaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-tasks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Variables_with_a_dot_stay_for_the_jobs_that_start_from_them_and_a_failed_job_leaves_none()
    {
        var kept = new KeptVariables(10, 1 << 20, NullLogger.Instance);
        bool fails = true;
        using var runner = Runner(kept, ("set", (call, _) =>
        {
            call.Set(".n", (call.Has(".n") ? call.Get<int>(".n") : 0) + 1);
            call.Set("own", 1);
            call.Set("product", DataValue.FromString($"{call.Get<int>(".n")}"));
            return fails ? throw new OperationException("not now") : default;
        }
        ), ("look", (call, _) =>
        {
            Assert.False(call.Has("own")); // ended with its job
            call.Set("product", DataValue.FromString($"{call.Get<int>(".n")}"));
            return default;
        }
        ));
        await Assert.ThrowsAsync<OperationException>(() => runner.RunAsync(Task(0, 1, "set"), [], [], default).AsTask());
        fails = false;
        var product = await runner.RunAsync(Task(0, 2, "set"), [], [], default);
        Assert.Equal("1", $"{product}");
        Assert.True(ProductMarks.Has(product.ContentType));
        Assert.Equal("2", $"{await runner.RunAsync(Task(1, 1, "set", "0/2"), [], [], default)}");
        product = await runner.RunAsync(Task(2, 1, "look", "0/2"), [], [], default); // as job 0 left it, whatever job 1 did
        Assert.Equal("1", $"{product}");
        Assert.False(ProductMarks.Has(product.ContentType));
        await Assert.ThrowsAsync<VariablesForgottenException>(() => runner.RunAsync(Task(2, 1, "look", "0/1"), [], [], default).AsTask());
        kept.Drop("a");
        await Assert.ThrowsAsync<VariablesForgottenException>(() => runner.RunAsync(Task(2, 2, "look", "0/2"), [], [], default).AsTask());
        Assert.Equal(0, kept.Bytes);
    }

    [Fact]
    public void Kept_variables_are_bounded_in_number_and_bytes_and_the_oldest_go()
    {
        var kept = new KeptVariables(3, 10_000, NullLogger.Instance);
        for (uint job = 0; job < 5; job++) Keep(job, 100);
        Assert.Equal(2, kept.Forgotten);
        Assert.Throws<VariablesForgottenException>(() => kept.Get(Task(9, 1, "x", "1/1")));
        Assert.Single(kept.Get(Task(9, 1, "x", "2/1"))); // it was used now: the next to go is another one
        Keep(5, 9_800);
        Assert.Throws<VariablesForgottenException>(() => kept.Get(Task(9, 1, "x", "3/1")));
        Assert.Throws<VariablesForgottenException>(() => kept.Get(Task(9, 1, "x", "4/1")));
        Assert.Single(kept.Get(Task(9, 1, "x", "5/1")));
        Assert.InRange(kept.Bytes, 9_800, 10_000);
        Keep(6, 20_000); // larger than all that there is
        Assert.Equal(0, kept.Bytes);

        void Keep(uint job, int bytes) => kept.Keep(Task(job, 1, "x"), new Dictionary<string, object> { [".v"] = new byte[bytes] }, [".v"], new DataValue(default));
    }

    [Fact]
    public async Task Resources_come_in_groups_and_what_is_no_product_is_told()
    {
        using var runner = Runner(new KeptVariables(10, 1 << 20, NullLogger.Instance),
            ("join", (call, _) =>
            {
                Assert.Equal(["b", "a"], call.Received.Keys);
                Assert.Equal(["", "text/plain; charset=utf-8"], call.Received["a"].Select(value => value.ContentType));
                call.Set("product", DataValue.FromString(string.Join(',', call.AllReceived)));
                return default;
            }
        ),
            ("nothing", (_, _) => default),
            ("number", (call, _) =>
            {
                call.Set("product", 7);
                return default;
            }
        ),
            ("stays", (call, _) =>
            {
                call.Set(".secret", 7);
                return default;
            }
        ));
        var task = Task(3, 1, "join");
        task.Received.Add(new ReceivedGroup { Name = "b", Count = 1 });
        task.Received.Add(new ReceivedGroup { Name = "a", Count = 2 });
        DataValue[] needed = [DataValue.FromString("1"), new DataValue("2"u8.ToArray(), ";keeps"), DataValue.FromString("3")];
        Assert.Equal("1,2,3", $"{await runner.RunAsync(task, needed, [.. needed.Select(one => SourceFiles.DigestOf(one.Bytes.Span))], default)}");
        await Assert.ThrowsAsync<OperationException>(() => runner.RunAsync(task, needed[1..], [.. needed[1..].Select(one => SourceFiles.DigestOf(one.Bytes.Span))], default).AsTask());
        await Assert.ThrowsAsync<ResourceChangedException>(() => runner.RunAsync(task, needed, [.. needed.Reverse().Select(one => SourceFiles.DigestOf(one.Bytes.Span))], default).AsTask());
        Assert.Contains("has made no 'product'", (await Assert.ThrowsAsync<OperationException>(() => runner.RunAsync(Task(4, 1, "nothing"), [], [], default).AsTask())).Message, StringComparison.Ordinal);
        Assert.Contains("is a Int32", (await Assert.ThrowsAsync<OperationException>(() => runner.RunAsync(Task(4, 1, "number"), [], [], default).AsTask())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PartUnavailableException>(() => runner.RunAsync(Task(4, 1, "unknown"), [], [], default).AsTask());
        var secret = Task(5, 1, "stays");
        secret.Product = ".secret";
        Assert.Equal(0, (await runner.RunAsync(secret, [], [], default)).Bytes.Length); // that it is done is all that leaves
    }

    [Fact]
    public async Task A_part_that_is_another_one_or_has_changed_is_not_used()
    {
        string path = Path.Combine(_folder, "part.txt");
        await File.WriteAllTextAsync(path, "1\n2\n");
        var files = await SourceFiles.ReadAsync([new DataSource("numbers", path)], default);
        var description = Assert.Single(files.Descriptions);
        Assert.Equal(("numbers", 4L, 32), (description.Name, description.Size, description.Digest.Length));
        var task = Task(0, 1, "x");
        Assert.Equal(path, files.Get(task, "numbers").Path);
        task.Parts["numbers"] = description.Digest;
        Assert.Equal(path, files.Get(task, "numbers").Path);
        Assert.Throws<PartUnavailableException>(() => files.Get(task, "others"));
        task.Parts["numbers"] = new string('0', 32);
        Assert.Throws<PartUnavailableException>(() => files.Get(task, "numbers"));
        task.Parts["numbers"] = description.Digest;
        await File.AppendAllTextAsync(path, "3\n");
        Assert.Throws<PartUnavailableException>(() => files.Get(task, "numbers"));
    }

    private static TaskRunner Runner(KeptVariables kept, params (string Name, ArtifactOperation Run)[] operations) =>
        new(NodeId.Create("alice", [1, 2, 3, 4]), operations.ToImmutableDictionary(one => one.Name, one => one.Run), SourceFiles.ReadAsync([], default), kept, 2);

    private static JobTask Task(uint job, uint attempt, string operation, string kept = "")
    {
        var task = new JobTask { Artifact = "a", Job = job, Attempt = attempt, Step = "step", Product = "product", Kept = kept };
        task.Operations.Add(Workflows.Call(operation));
        return task;
    }
}
