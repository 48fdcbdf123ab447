using System.Collections.Concurrent;
using System.Text.Json;
using AmlIpNet.Artifacts.Tests.Nodes;
using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts.Tests.Doors;

/// <summary>The audit log and the database: whole lines whoever writes, and for their owner's eyes.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("amlip-audit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Logs_that_share_a_file_lose_no_line()
    {
        string file = Path.Combine(_folder, "audit.jsonl");
        await File.WriteAllTextAsync(file, "half a li");
        using (AuditLog alice = new(file, NodeId.Create("alice", [1, 2, 3, 4]), TimeProvider.System), bob = new(file, NodeId.Create("bob", [5, 6, 7, 8]), TimeProvider.System))
        {
            await Task.WhenAll(new[] { alice, bob }.Select((log, who) => Task.Run(() =>
            {
                for (int i = 0; i < 200; i++) log.Write("download", Read($"artifact/{who}/{i}/1"));
            })));
        }

        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal("half a li", lines[0]);
        string[] resources = [.. lines[1..].Select(line => JsonDocument.Parse(line).RootElement.GetProperty("resource").GetString()!)];
        Assert.Equal(Enumerable.Range(0, 400).Select(i => $"artifact/{i / 200}/{i % 200}/1").Order(), resources.Order());
    }

    [Fact]
    public void A_log_that_cannot_be_written_is_told()
    {
        Assert.Contains("cannot be written", Assert.Throws<ArtifactStoreException>(() => new AuditLog(_folder, NodeId.Create("alice", [1, 2, 3, 4]), TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Throws<ArtifactStoreException>(() => new AuditLog(Path.Combine(_folder, "none", "audit"), NodeId.Create("alice", [1, 2, 3, 4]), TimeProvider.System));
    }

    [Fact]
    public async Task What_a_scheduler_keeps_is_its_owners_only_and_wider_files_are_told()
    {
        if (OperatingSystem.IsWindows()) return; // it has no such modes
        await using var lab = new Lab();
        await lab.EndAsync(lab.Scheduler());
        string[] files = [Path.Combine(lab.Folder, "scheduler.db"), Path.Combine(lab.Folder, "scheduler.db.audit.jsonl")];
        var scheduler = lab.Scheduler();
        string[] all = Directory.GetFiles(lab.Folder);
        Assert.Contains(Path.Combine(lab.Folder, "scheduler.db-wal"), all);
        foreach (string file in all) Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
        await lab.EndAsync(scheduler);

        foreach (string file in files) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var warnings = new Warnings();
        await using var again = SchedulerNode.Create(lab.Engine, new SchedulerNodeOptions { Name = "scheduler", Network = lab.Network, Database = files[0] }, warnings);
        foreach (string file in files) Assert.Contains(warnings.Texts, text => text.Contains($" {file} ", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(files[0])); // whoever made it so may have wanted it
    }

    private static DataRead Read(string key) => new(key, 3, 7, NodeId.Create("reader", [1, 1, 1, 1]), 0);

    private sealed class Warnings : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 1721) Texts.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
