using System.Globalization;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace AmlIpNet.Artifacts;

/// <summary>An artifact as it was stored.</summary>
internal sealed record StoredArtifact(Artifact Artifact, SchedulerContext Context, ArtifactRecord Record, IReadOnlyList<JobRecord> Jobs);

// Artifacts, their jobs and locks, and what these made.
internal sealed partial class ArtifactDatabase
{
    /// <summary>Stores an artifact that is new, with all its jobs.</summary>
    public void Add(Artifact artifact, SchedulerContext context, CompiledPlan plan, ArtifactAction.Save save) => InTransaction(connection =>
    {
        Execute(connection, "INSERT INTO artifact (id, project, state, submitted, ended, body, context, record) VALUES ($id, $project, $state, $submitted, $ended, $body, $context, $record)",
            ("$id", artifact.Id), ("$project", artifact.Project), ("$state", NameOf(save.Artifact.State)), ("$submitted", TimeOf(save.Artifact.Submitted)), ("$ended", TimeOf(save.Artifact.Ended)),
            ("$body", artifact.ToByteArray()), ("$context", context.ToByteArray()), ("$record", RecordBytes.Write(save.Artifact)));
        Write(connection, artifact.Id, plan, save, []);
    });

    /// <summary>Stores what has changed.</summary>
    /// <param name="id">The artifact.</param>
    /// <param name="plan">Its jobs.</param>
    /// <param name="save">What has changed.</param>
    /// <param name="resources">What jobs have made.</param>
    public void Save(string id, CompiledPlan plan, ArtifactAction.Save save, IReadOnlyList<Resource> resources) => InTransaction(connection =>
    {
        Execute(connection, "UPDATE artifact SET state = $state, ended = $ended, record = $record WHERE id = $id",
            ("$id", id), ("$state", NameOf(save.Artifact.State)), ("$ended", TimeOf(save.Artifact.Ended)), ("$record", RecordBytes.Write(save.Artifact)));
        Write(connection, id, plan, save, resources);
    });

    /// <summary>All artifacts, in the order of their submission.</summary>
    /// <exception cref="ArtifactStoreException">What is stored cannot be read.</exception>
    public IReadOnlyList<StoredArtifact> Load()
    {
        try
        {
            var jobs = Read("SELECT artifact, record FROM job ORDER BY artifact, number", row => (Artifact: row.GetString(0), Record: RecordBytes.ReadJob((byte[])row[1])))
                .GroupBy(job => job.Artifact, job => job.Record, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
            return Read("SELECT body, context, record FROM artifact ORDER BY number", row =>
            {
                var artifact = Artifact.Parser.ParseFrom((byte[])row[0]);
                return new StoredArtifact(artifact, SchedulerContext.Parser.ParseFrom((byte[])row[1]), RecordBytes.ReadArtifact((byte[])row[2]), jobs.GetValueOrDefault(artifact.Id) ?? []);
            });
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException or InvalidCastException or SqliteException)
        {
            throw Damaged(Path, error.Message, error);
        }
    }

    /// <summary>Forgets an artifact and all that belongs to it.</summary>
    public void Forget(string id) => InTransaction(connection => Execute(connection, "DELETE FROM artifact WHERE id = $id", ("$id", id)));

    private static void Write(SqliteConnection connection, string id, CompiledPlan plan, ArtifactAction.Save save, IReadOnlyList<Resource> resources)
    {
        foreach (var job in save.Jobs)
        {
            var planned = plan.Jobs[(int)job.Number];
            bool isNew = Execute(connection, "UPDATE job SET state = $state, attempt = $attempt, worker = $worker, record = $record WHERE artifact = $artifact AND number = $number",
                ("$artifact", id), ("$number", (long)job.Number), ("$state", NameOf(job.State)), ("$attempt", (long)job.Attempt), ("$worker", WorkerOf(job)), ("$record", RecordBytes.Write(job))) == 0;
            if (!isNew) continue;
            Execute(connection, "INSERT INTO job (artifact, number, step, state, attempt, worker, record) VALUES ($artifact, $number, $step, $state, $attempt, $worker, $record)",
                ("$artifact", id), ("$number", (long)job.Number), ("$step", planned.Path), ("$state", NameOf(job.State)), ("$attempt", (long)job.Attempt), ("$worker", WorkerOf(job)), ("$record", RecordBytes.Write(job)));
            foreach (uint required in planned.Requires)
                Execute(connection, "INSERT INTO lock (artifact, job, unlocks) VALUES ($artifact, $job, $unlocks)", ("$artifact", id), ("$job", (long)required), ("$unlocks", (long)job.Number));
        }

        foreach (var resource in resources)
        {
            Execute(connection, "INSERT OR REPLACE INTO resource (id, artifact, job, step, size, digest, content_type, holder) VALUES ($id, $artifact, $job, $step, $size, $digest, $type, $holder)",
                ("$id", resource.Id), ("$artifact", id), ("$job", (long)resource.Job), ("$step", resource.Step), ("$size", resource.Size), ("$digest", resource.Digest), ("$type", resource.ContentType), ("$holder", resource.Holder));
            for (int i = 0; i < resource.From.Count; i++)
                Execute(connection, "INSERT OR REPLACE INTO lineage (resource, place, source) VALUES ($resource, $place, $source)", ("$resource", resource.Id), ("$place", (long)i), ("$source", resource.From[i]));
        }
    }

    private static string WorkerOf(JobRecord job) => job.Worker.IsUndefined ? "" : $"{job.Worker}";

    private static string NameOf<T>(T state) where T : struct, Enum => $"{state}".Replace("Artifact", "", StringComparison.Ordinal).Replace("Job", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string? TimeOf(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
