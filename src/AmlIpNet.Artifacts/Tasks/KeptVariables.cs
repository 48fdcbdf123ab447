using Microsoft.Extensions.Logging;

namespace AmlIpNet.Artifacts;

/// <summary>Where variables with a leading dot stay between the jobs of an artifact: as each job has left them.</summary>
internal interface IKeptVariables
{
    /// <summary>The variables that a job starts with.</summary>
    /// <exception cref="VariablesForgottenException">They are gone.</exception>
    IReadOnlyDictionary<string, object> Get(JobTask task);

    /// <summary>A job is done.</summary>
    /// <param name="task">The job.</param>
    /// <param name="variables">All that it leaves to later ones.</param>
    /// <param name="set">Which of these it has set; none: later jobs start where this one did.</param>
    /// <param name="product">Its product.</param>
    void Keep(JobTask task, IReadOnlyDictionary<string, object> variables, IReadOnlyCollection<string> set, DataValue product);

    /// <summary>The artifact is over.</summary>
    void Drop(string artifact);
}

/// <summary>What was kept for a job is gone: the jobs that kept it must run again.</summary>
internal sealed class VariablesForgottenException(string job) : AmlIpException($"The variables that {job} left are not here any more.");

/// <summary>Keeps variables in memory, of so many jobs and about so many bytes; beyond it those that were used longest ago are forgotten. Safe to use from any
/// thread.</summary>
internal sealed class KeptVariables(int most, long maxBytes, ILogger logger) : IKeptVariables
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Artifact, string Job), LinkedListNode<Left>> _left = [];
    private readonly LinkedList<Left> _byUse = new();
    private long _bytes;
    private long _forgotten;

    /// <summary>About how many bytes are kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How often some were forgotten for want of room.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    public IReadOnlyDictionary<string, object> Get(JobTask task)
    {
        if (task.Kept.Length == 0) return new Dictionary<string, object>();
        lock (_lock)
        {
            if (!_left.TryGetValue((task.Artifact, task.Kept), out var node)) throw new VariablesForgottenException($"job {task.Kept} of the artifact {task.Artifact}");
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Variables;
        }
    }

    public void Keep(JobTask task, IReadOnlyDictionary<string, object> variables, IReadOnlyCollection<string> set, DataValue product)
    {
        if (set.Count == 0) return;
        var key = (task.Artifact, ResourceKeys.Kept(task.Job, task.Attempt));
        lock (_lock)
        {
            Remove(key);
            var left = new Left(key, variables, set.Sum(name => SizeOf(variables[name])));
            _left.Add(key, _byUse.AddLast(left));
            Interlocked.Add(ref _bytes, left.Bytes);
            while (_byUse.First is { Value: var oldest } && (_left.Count > most || _bytes > maxBytes))
            {
                Remove(oldest.Key);
                Interlocked.Increment(ref _forgotten);
                ArtifactLog.VariablesForgotten(logger, oldest.Key.Artifact, oldest.Key.Job);
            }
        }
    }

    public void Drop(string artifact)
    {
        lock (_lock)
        {
            foreach (var key in _left.Keys.Where(key => key.Artifact == artifact).ToArray()) Remove(key);
        }
    }

    /// <summary>About how much memory a value takes. What it refers to is not known: it counts as little.</summary>
    public static long SizeOf(object value) => value switch
    {
        DataValue data => data.Bytes.Length + 64,
        string text => text.Length * 2L + 32,
        Array { Rank: 1 } array when array.GetType().GetElementType() is { IsPrimitive: true } => Buffer.ByteLength(array) + 32L,
        System.Collections.ICollection many => many.Count * 32L + 64,
        _ => 1_024,
    };

    private void Remove((string, string) key)
    {
        if (!_left.Remove(key, out var node)) return;
        _byUse.Remove(node);
        Interlocked.Add(ref _bytes, -node.Value.Bytes);
    }

    private sealed record Left((string Artifact, string Job) Key, IReadOnlyDictionary<string, object> Variables, long Bytes);
}
