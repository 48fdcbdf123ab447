using Microsoft.Data.Sqlite;

namespace AmlIpNet.Artifacts;

/// <summary>
/// A scheduler's memory: one SQLite file. WAL, so that a commit is one append; synchronous FULL, so that what was committed outlives also the machine's power: a
/// workbench was told that its artifact is taken, and a fsync per step of an artifact is nothing beside its jobs. Locked: one scheduler at a time. Safe to
/// use from any thread.
/// </summary>
internal sealed partial class ArtifactDatabase : IDisposable
{
    private const int ApplicationId = 0x414D4C41; // "AMLA"
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE scheduler (id INTEGER PRIMARY KEY CHECK (id = 1), key BLOB NOT NULL) STRICT;
        CREATE TABLE artifact (
          number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL, state TEXT NOT NULL, submitted TEXT NOT NULL, ended TEXT,
          body BLOB NOT NULL, context BLOB NOT NULL, record BLOB NOT NULL) STRICT;
        CREATE TABLE job (
          artifact TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, number INTEGER NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL,
          worker TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (artifact, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE lock (
          artifact TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, job INTEGER NOT NULL, unlocks INTEGER NOT NULL,
          PRIMARY KEY (artifact, job, unlocks)) STRICT, WITHOUT ROWID;
        CREATE TABLE resource (
          id TEXT NOT NULL PRIMARY KEY, artifact TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, job INTEGER NOT NULL, step TEXT NOT NULL, size INTEGER NOT NULL,
          digest TEXT NOT NULL, content_type TEXT NOT NULL, holder TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX resource_artifact ON resource (artifact);
        CREATE TABLE lineage (
          resource TEXT NOT NULL REFERENCES resource (id) ON DELETE CASCADE, place INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (resource, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE product (
          id TEXT NOT NULL PRIMARY KEY, artifact TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, content_type TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE INDEX product_artifact ON product (artifact);
        CREATE TABLE variable (
          artifact TEXT NOT NULL REFERENCES artifact (id) ON DELETE CASCADE, job TEXT NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY (artifact, job, name)) STRICT;
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    private ArtifactDatabase(SqliteConnection connection, string path, SchedulerKey key) => (_connection, Path, Key) = (connection, path, key);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The scheduler's key, made with the file.</summary>
    public SchedulerKey Key { get; }

    /// <summary>Opens a database, or makes one.</summary>
    /// <exception cref="ArtifactStoreException">It is in use, damaged, of another version, or no such database.</exception>
    public static ArtifactDatabase Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            if (!File.Exists(path) && !OperatingSystem.IsWindows())
                new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose(); // it holds a private key
            connection.Open();
            Execute(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
            using (var lease = connection.BeginTransaction()) // takes the lock, or says who has it
            {
                Prepare(connection, path);
                lease.Commit();
            }

            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            if (Scalar(connection, "PRAGMA quick_check(1)") is not "ok" and var fault) throw Damaged(path, $"{fault}");
            return new ArtifactDatabase(connection, path, SchedulerKey.Import((byte[])Scalar(connection, "SELECT key FROM scheduler")!));
        }
        catch (Exception error)
        {
            connection.Dispose();
            throw error switch
            {
                ArtifactStoreException => error,
                SqliteException { SqliteErrorCode: 5 or 6 } => new ArtifactStoreException($"The database {path} is in use: another scheduler works with it. Stop that one, or name another file.", error),
                SqliteException { SqliteErrorCode: 26 } => new ArtifactStoreException($"{path} is no database of a scheduler. Name another file; a new one is made when it is not there.", error),
                SqliteException { SqliteErrorCode: 14 or 8 } => new ArtifactStoreException($"The database {path} cannot be opened for writing: {error.Message} Make the file and its folder writable.", error),
                _ => Damaged(path, error.Message, error),
            };
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
            Key.Dispose();
        }
    }

    private static void Prepare(SqliteConnection connection, string path)
    {
        long application = (long)Scalar(connection, "PRAGMA application_id")!, version = (long)Scalar(connection, "PRAGMA user_version")!, tables = (long)Scalar(connection, "SELECT count(*) FROM sqlite_schema")!;
        if (application == ApplicationId && version != Version)
            throw new ArtifactStoreException($"The database {path} is of version {version}; this program reads version {Version}. Use the program that made it, or name another file.");
        if (application == ApplicationId)
        {
            Execute(connection, OwedSchema);
            return;
        }

        if (tables > 0) throw new ArtifactStoreException($"{path} is a database of something else: it has {tables} tables, and is not marked as a scheduler's. Name another file; a new one is made when it is not there.");
        using var key = SchedulerKey.Create();
        Execute(connection, Schema);
        Execute(connection, OwedSchema);
        Execute(connection, "INSERT INTO scheduler (id, key) VALUES (1, $key)", ("$key", key.Export()));
        Execute(connection, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");
    }

    private static ArtifactStoreException Damaged(string path, string why, Exception? inner = null) =>
        new($"The database {path} is damaged: {why} Put a copy of it in its place, or name another file: artifacts that only it knows of are lost.", inner);

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>All or nothing.</summary>
    private void InTransaction(Action<SqliteConnection> write)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            write(_connection);
            transaction.Commit();
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        lock (_lock)
        {
            using var command = Command(_connection, sql, values);
            using var rows = command.ExecuteReader();
            var all = new List<T>();
            while (rows.Read()) all.Add(read(rows));
            return all;
        }
    }
}
