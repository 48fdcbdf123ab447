using System.Collections.Concurrent;
using AmlIpNet.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace AmlIpNet.DataSpace.Tests;

/// <summary>The file behind a worker's memory: one handle, places that are used again, and a disk that fails for a while.</summary>
public sealed class StoringTests : IDisposable
{
    private const int Size = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("amlipnet-storing-test-").FullName;
    private readonly BlockingCollection<Action> _loop = [];

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _loop.Dispose();
    }

    [Fact]
    public async Task Thousands_of_values_on_disk_share_one_handle_and_come_back()
    {
        using var store = new ValueStore(10 * Size, 1 << 20, new SpillFile(_folder), _loop.Add, NullLogger.Instance);
        for (int i = 0; i < 3_000; i++) Assert.True(store.TryPut($"{i}", Value(i), Info));
        RunUntil(() => store.ResidentBytes <= 10 * Size);
        Assert.Equal(3_000 * Size, store.ResidentBytes + store.SpilledBytes);
        if (OperatingSystem.IsLinux()) Assert.Single(Directory.GetFiles("/proc/self/fd"), link => new FileInfo(link).LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) == true);
        for (int i = 0; i < 3_000; i += 7) Assert.True((await store.ReadAsync($"{i}", 0, Size))!.Value.Span.SequenceEqual(Value(i)));
    }

    [Fact]
    public async Task Places_that_are_free_are_used_again_and_joined()
    {
        using var file = new SpillFile(_folder);
        var values = new List<SpilledValue>();
        for (int i = 0; i < 100; i++) values.Add(await file.WriteAsync(Value(i)));
        Assert.Equal(100 * Size, file.Length);
        foreach (int i in new[] { 40, 42, 41, 39 }) values[i].Dispose();
        var large = await file.WriteAsync(new byte[4 * Size]); // in the place of the four
        Assert.Equal(100 * Size, file.Length);
        byte[] read = new byte[Size];
        foreach (int i in new[] { 38, 43 })
        {
            Assert.True(await values[i].TryReadAsync(read, 0));
            Assert.Equal(Value(i), read);
        }

        Assert.False(await values[40].TryReadAsync(read, 0));
        large.Dispose();
        foreach (var value in values.Shuffle()) value.Dispose();
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void A_disk_that_fails_is_tried_again_and_memory_is_used_until_then()
    {
        using var file = new Full(_folder);
        using var store = new ValueStore(2 * Size, 1 << 20, file, _loop.Add, NullLogger.Instance);
        foreach (string key in new[] { "a", "b", "c" }) Assert.True(store.TryPut(key, Value(1), Info));
        RunUntil(() => store.IsResting);
        Assert.False(store.IsSpilling);
        Assert.False(store.TryPut("d", Value(1), Info)); // there is no room but in memory
        store.Remove("a");
        Assert.False(store.TryPut("d", Value(1), Info));
        store.Remove("b");
        Assert.True(store.TryPut("d", Value(1), Info));
        RunUntil(() => _loop.Count == 0 && !store.IsResting);
        file.IsFull = false;
        Assert.True(store.TryPut("e", Value(1), Info));
        RunUntil(() => store.SpilledBytes == Size);
        Assert.Equal(2 * Size, store.ResidentBytes);
        Assert.Equal(Size, file.Length); // what could not be written has left no hole
    }

    private static ValueInfo Info => new(Size, 1, "", 1);

    private static byte[] Value(int i) => [.. Enumerable.Range(i, Size).Select(x => (byte)x)];

    private void RunUntil(Func<bool> isDone)
    {
        while (!isDone())
        {
            Assert.True(_loop.TryTake(out var action, TimeSpan.FromSeconds(60)), "Nothing happens any more.");
            action();
        }
    }

    // As a disk without space does.
    private sealed class Full(string folder) : SpillFile(folder)
    {
        public bool IsFull { get; set; } = true;

        protected override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset) =>
            IsFull ? ValueTask.FromException(new IOException("No space left on device")) : base.WriteAsync(bytes, offset);
    }
}
