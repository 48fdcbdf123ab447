using System.Globalization;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace AmlIpNet.Artifacts;

/// <summary>An artifact as it was stored.</summary>
/// <param name="Artifact">What is executed; only its id when the rest cannot be read.</param>
/// <param name="Context">By whom.</param>
/// <param name="Record">Where it stands.</param>
/// <param name="Jobs">Its jobs.</param>
/// <param name="Locks">Which job unlocks which.</param>
/// <param name="Fault">Why it cannot be read; null: it was.</param>
internal sealed record StoredArtifact(Artifact Artifact, SchedulerContext Context, ArtifactRecord Record, IReadOnlyList<JobRecord> Jobs, IReadOnlySet<(uint Job, uint Unlocks)> Locks, string? Fault = null);

// Artifacts, their jobs and locks, and what these made.
internal sealed partial class ArtifactDatabase
{
    /// <summary>Stores steps of machines, all or none: artifacts that are new, what has changed of others, and what workers are to be told of it.</summary>
    public void Save(params IEnumerable<(ArtifactMachine Machine, IReadOnlyList<ArtifactAction> Actions)> steps) => InTransaction(connection =>
    {
        foreach (var (machine, actions) in steps)
        {
            if (actions is not [ArtifactAction.Save save, ..]) continue;
            Write(connection, machine, save);
            Write(connection, Owed.Of(machine, actions));
        }
    });

    /// <summary>All artifacts, in the order of their submission. One that cannot be read keeps no other one back.</summary>
    /// <exception cref="ArtifactStoreException">The database cannot be read.</exception>
    public IReadOnlyList<StoredArtifact> Load()
    {
        try
        {
            var jobs = ByArtifact("SELECT artifact, record FROM job ORDER BY artifact, number", row => (byte[])row[1]);
            var locks = ByArtifact("SELECT artifact, job, unlocks FROM lock", row => (Job: (uint)row.GetInt64(1), Unlocks: (uint)row.GetInt64(2)));
            return Read("SELECT id, body, context, record FROM artifact ORDER BY number", row =>
                Load(row.GetString(0), (byte[])row[1], (byte[])row[2], (byte[])row[3], jobs[row.GetString(0)], locks[row.GetString(0)].ToHashSet()));
        }
        catch (Exception error) when (error is InvalidCastException or SqliteException)
        {
            throw Damaged(Path, error.Message, error);
        }
    }

    private static StoredArtifact Load(string id, byte[] body, byte[] context, byte[] record, IEnumerable<byte[]> jobs, HashSet<(uint Job, uint Unlocks)> locks)
    {
        try
        {
            var artifact = Artifact.Parser.ParseFrom(body);
            if (artifact.Id != id) throw new FormatException($"its id is '{artifact.Id}' there");
            return new StoredArtifact(artifact, SchedulerContext.Parser.ParseFrom(context), RecordBytes.ReadArtifact(record), [.. jobs.Select(job => RecordBytes.ReadJob(job))], locks);
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            var nothing = new ArtifactRecord { State = ArtifactState.ArtifactError, Submitted = DateTimeOffset.UnixEpoch };
            return new StoredArtifact(new Artifact { Id = id }, new SchedulerContext(), nothing, [], locks, $"What is stored of it is damaged: {error.Message}");
        }
    }

    private ILookup<string, T> ByArtifact<T>(string sql, Func<SqliteDataReader, T> read) =>
        Read(sql, row => (Artifact: row.GetString(0), Value: read(row))).ToLookup(row => row.Artifact, row => row.Value, StringComparer.Ordinal);

    /// <summary>Forgets an artifact and all that belongs to it, but not what workers are still to be told.</summary>
    public void Forget(string id, params IReadOnlyCollection<Owed> owed) => InTransaction(connection =>
    {
        Execute(connection, "DELETE FROM artifact WHERE id = $id", ("$id", id));
        Execute(connection, "DELETE FROM owed WHERE artifact = $id AND resource = ''", ("$id", id)); // that it is over would be believed of the next one of its id
        Write(connection, owed);
    });

    private static void Write(SqliteConnection connection, ArtifactMachine machine, ArtifactAction.Save save)
    {
        var artifact = machine.Artifact;
        bool isNew = Execute(connection, "UPDATE artifact SET state = $state, ended = $ended, record = $record WHERE id = $id",
            ("$id", artifact.Id), ("$state", NameOf(save.Artifact.State)), ("$ended", TimeOf(save.Artifact.Ended)), ("$record", RecordBytes.Write(save.Artifact))) == 0;
        if (isNew)
        {
            Execute(connection, "INSERT INTO artifact (id, project, state, submitted, ended, body, context, record) VALUES ($id, $project, $state, $submitted, $ended, $body, $context, $record)",
                ("$id", artifact.Id), ("$project", artifact.Project), ("$state", NameOf(save.Artifact.State)), ("$submitted", TimeOf(save.Artifact.Submitted)), ("$ended", TimeOf(save.Artifact.Ended)),
                ("$body", artifact.ToByteArray()), ("$context", machine.Context.ToByteArray()), ("$record", RecordBytes.Write(save.Artifact)));
        }

        foreach (var job in save.Jobs) Write(connection, artifact.Id, machine.Plan.Jobs[(int)job.Number], job);
        foreach (var resource in save.Jobs.Select(job => machine.ResourceOf(job.Number)).OfType<Resource>()) Write(connection, artifact.Id, resource);
        if (save.Artifact.State == ArtifactState.ArtifactCompleted) Execute(connection, "DELETE FROM variable WHERE artifact = $artifact", ("$artifact", artifact.Id));
    }

    private static void Write(SqliteConnection connection, string id, CompiledJob planned, JobRecord job)
    {
        bool isNew = Execute(connection, "UPDATE job SET state = $state, attempt = $attempt, worker = $worker, record = $record WHERE artifact = $artifact AND number = $number",
            ("$artifact", id), ("$number", (long)job.Number), ("$state", NameOf(job.State)), ("$attempt", (long)job.Attempt), ("$worker", WorkerOf(job)), ("$record", RecordBytes.Write(job))) == 0;
        if (!isNew) return;
        Execute(connection, "INSERT INTO job (artifact, number, step, state, attempt, worker, record) VALUES ($artifact, $number, $step, $state, $attempt, $worker, $record)",
            ("$artifact", id), ("$number", (long)job.Number), ("$step", planned.Path), ("$state", NameOf(job.State)), ("$attempt", (long)job.Attempt), ("$worker", WorkerOf(job)), ("$record", RecordBytes.Write(job)));
        foreach (uint required in planned.Requires)
            Execute(connection, "INSERT INTO lock (artifact, job, unlocks) VALUES ($artifact, $job, $unlocks)", ("$artifact", id), ("$job", (long)required), ("$unlocks", (long)job.Number));
    }

    private static void Write(SqliteConnection connection, string id, Resource resource)
    {
        Execute(connection, "INSERT OR REPLACE INTO resource (id, artifact, job, step, size, digest, content_type, holder) VALUES ($id, $artifact, $job, $step, $size, $digest, $type, $holder)",
            ("$id", resource.Id), ("$artifact", id), ("$job", (long)resource.Job), ("$step", resource.Step), ("$size", resource.Size), ("$digest", resource.Digest), ("$type", resource.ContentType), ("$holder", resource.Holder));
        for (int i = 0; i < resource.From.Count; i++)
            Execute(connection, "INSERT OR REPLACE INTO lineage (resource, place, source) VALUES ($resource, $place, $source)", ("$resource", resource.Id), ("$place", (long)i), ("$source", resource.From[i]));
    }

    private static string WorkerOf(JobRecord job) => job.Worker.IsUndefined ? "" : $"{job.Worker}";

    private static string NameOf<T>(T state) where T : struct, Enum => $"{state}".Replace("Artifact", "", StringComparison.Ordinal).Replace("Job", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string? TimeOf(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
