using System.Collections.Immutable;
using AmlIpNet.Artifacts.Tests.Nodes;
using Microsoft.Data.Sqlite;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts.Tests.Storing;

/// <summary>A scheduler's database: what is stored is there again, and what is no such database is told apart.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-store-").FullName;

    private string File => Path.Combine(_folder, "scheduler.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Artifacts_jobs_locks_resources_products_and_variables_are_there_again()
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var artifact = ArtifactDefaults.Fill(Workflows.Of(Workflows.Step(Kind.Initialize, "begin", Workflows.Call("start")), Workflows.Step(Kind.Finalize, "end", Workflows.Call("total"))));
        var context = new SchedulerContext { Scheduler = new WorkerDescription { Name = "scheduler" } };
        var options = new ArtifactMachineOptions();
        string fingerprint;
        ArtifactRecord record;
        JobRecord[] jobs;
        using (var database = ArtifactDatabase.Open(File))
        {
            fingerprint = database.Key.Fingerprint;
            artifact.Id = database.Key.IdOf("one");
            var machine = ArtifactMachine.Create(artifact, context, Distributions.BuiltIn, options, now);
            database.Save((machine, machine.Handle(new ArtifactInput.TimePassed(), now)));
            var task = new JobTask { Artifact = artifact.Id, Job = 0, Attempt = 1 };
            var variables = new Dictionary<string, object> { [".offset"] = DataValue.FromString("42") };
            database.Keep(task, variables, [".offset"], DataValue.FromString("10"));
            var product = new JobProduct(NodeId.Undefined, 2, "00", DataValue.Text);
            database.Save((machine, machine.Handle(new ArtifactInput.JobCompleted(0, 1, product, Keeps: true), now)));
            (record, jobs) = (machine.Record, [.. machine.Jobs]);
        }

        using (var database = ArtifactDatabase.Open(File))
        {
            Assert.Equal(fingerprint, database.Key.Fingerprint);
            var stored = Assert.Single(database.Load());
            Assert.Equal(artifact, stored.Artifact);
            Assert.Equal(context, stored.Context);
            Assert.Equal(RecordBytes.Write(record), RecordBytes.Write(stored.Record));
            Assert.Equal(jobs, stored.Jobs);
            Assert.Equal([(0u, 1u)], stored.Locks);
            Assert.Equal([ResourceKeys.Of(artifact.Id, 0, 1)], database.ProductKeys());
            Assert.Equal("10", $"{database.Product(ResourceKeys.Of(artifact.Id, 0, 1))}");
            Assert.Equal("42", $"{database.Get(new JobTask { Artifact = artifact.Id, Job = 1, Attempt = 1, Kept = ResourceKeys.Kept(0, 1) })[".offset"]}");
            Assert.Throws<VariablesForgottenException>(() => database.Get(new JobTask { Artifact = artifact.Id, Job = 1, Attempt = 1, Kept = ResourceKeys.Kept(7, 1) }));
        }

        Assert.Equal([(0L, 1L)], Query("SELECT job, unlocks FROM lock", row => (row.GetInt64(0), row.GetInt64(1))));
        Assert.Equal([("completed", 1L), ("scheduled", 1L)], Query("SELECT state, attempt FROM job ORDER BY number", row => (row.GetString(0), row.GetInt64(1))));
        Assert.Equal([ResourceKeys.Of(artifact.Id, 0, 1)], Query("SELECT id FROM resource", row => row.GetString(0)));

        using (var database = ArtifactDatabase.Open(File))
        {
            database.Forget(artifact.Id);
            Assert.Empty(database.Load());
            Assert.Empty(database.ProductKeys());
        }

        foreach (string table in new[] { "job", "lock", "resource", "product", "variable", "lineage" }) Assert.Equal([0L], Query($"SELECT count(*) FROM {table}", row => row.GetInt64(0)));
    }

    [Fact]
    public void What_cannot_be_used_says_why_and_stays_as_it_is()
    {
        Write("this is a letter to my aunt, and longer than a page is wide, so that nobody takes it for an empty file");
        Says("is no database of a scheduler");

        System.IO.File.Delete(File);
        using (var other = Open())
        {
            Run(other, "CREATE TABLE poems (text TEXT)");
        }

        Says("is a database of something else");
        Assert.Equal(["poems"], Query("SELECT name FROM sqlite_schema", row => row.GetString(0)));

        System.IO.File.Delete(File);
        ArtifactDatabase.Open(File).Dispose();
        using (var ours = Open()) Run(ours, "PRAGMA user_version = 2");
        Says("is of version 2");

        System.IO.File.Delete(File);
        ArtifactDatabase.Open(File).Dispose();
        using (var ours = Open()) Run(ours, "UPDATE scheduler SET key = x'00'");
        Says("is damaged");

        System.IO.File.Delete(File);
        using (ArtifactDatabase.Open(File)) Says("is in use");
    }

    [Fact]
    public void A_database_of_which_bytes_are_gone_is_damaged_and_never_half_read()
    {
        using (var database = ArtifactDatabase.Open(File))
        {
            for (int i = 0; i < 40; i++)
            {
                var artifact = ArtifactDefaults.Fill(Workflows.Sum());
                artifact.Id = database.Key.IdOf($"a{i}");
                var context = new SchedulerContext { Scheduler = new WorkerDescription { Name = "scheduler" }, Workers = { new WorkerDescription { Name = "alice", Node = NodeId.Create("alice", [1, 2, 3, 4]).ToByteString() } } };
                var machine = ArtifactMachine.Create(artifact, context, Distributions.BuiltIn, new ArtifactMachineOptions(), DateTimeOffset.UnixEpoch);
                database.Save((machine, machine.Handle(new ArtifactInput.TimePassed(), DateTimeOffset.UnixEpoch)));
            }
        }

        byte[] whole = System.IO.File.ReadAllBytes(File);
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int damaged = 0;
        for (int i = 0; i < 30; i++)
        {
            byte[] bytes = (byte[])whole.Clone();
            if (i % 3 == 0) bytes = bytes[..random.Next(1, bytes.Length)];
            else random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - 600), 600));
            System.IO.File.WriteAllBytes(File, bytes);
            foreach (string rest in new[] { "-wal", "-shm" }) System.IO.File.Delete(File + rest);
            try
            {
                using var database = ArtifactDatabase.Open(File);
                var stored = database.Load();
                if (stored.Any(one => one.Fault is not null)) damaged++;
                Assert.True(stored.Count == 40, $"seed {seed}, damage {i}: artifacts are missing, and nobody says so");
            }
            catch (ArtifactStoreException)
            {
                damaged++;
            }
        }

        Assert.True(damaged > 5, $"seed {seed}: only {damaged} of 30 were found");
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);

    private void Says(string why)
    {
        var error = Assert.Throws<ArtifactStoreException>(() => ArtifactDatabase.Open(File));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private T[] Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var all = ImmutableArray.CreateBuilder<T>();
        while (rows.Read()) all.Add(read(rows));
        return [.. all];
    }
}
