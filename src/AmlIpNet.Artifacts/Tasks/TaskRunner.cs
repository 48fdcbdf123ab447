using System.Collections.Immutable;
using System.Text;

namespace AmlIpNet.Artifacts;

/// <summary>Runs jobs: prepares the environment, calls the operations one after the other, and gives out the product. What they set with a leading dot is kept
/// only when all have succeeded: a job that runs again starts as the first time.</summary>
internal sealed class TaskRunner(
    NodeId self, ImmutableDictionary<string, ArtifactOperation> operations, Task<SourceFiles> sources, IKeptVariables kept, int slots, bool allowsErrorText = false) : IDisposable
{
    private const int MaxContentType = 100; // of the data space's 128; the rest is for marks
    private readonly SemaphoreSlim _slots = new(slots);
    private int _running;
    private long _completed, _failed;

    public int Running => Volatile.Read(ref _running);

    public long Completed => Interlocked.Read(ref _completed);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Runs a job.</summary>
    /// <param name="task">What to do.</param>
    /// <param name="needed">The resources, in the order of the task's groups.</param>
    /// <param name="digests">What they must be.</param>
    /// <param name="cancellationToken">Fires when nobody wants it any more.</param>
    public async ValueTask<DataValue> RunAsync(JobTask task, IReadOnlyList<DataValue> needed, IReadOnlyList<string> digests, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _running);
        try
        {
            Check(needed, digests);
            var product = await RunInSlotAsync(task, needed, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _completed);
            return product;
        }
        catch
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<DataValue> RunInSlotAsync(JobTask task, IReadOnlyList<DataValue> needed, CancellationToken cancellationToken)
    {
        var files = await sources.WaitAsync(cancellationToken).ConfigureAwait(false);
        var before = kept.Get(task);
        var variables = new Dictionary<string, object>(before, StringComparer.Ordinal);
        var received = Group(task, needed);
        foreach (var operation in task.Operations)
        {
            if (!operations.TryGetValue(operation.Name, out var run)) throw new PartUnavailableException($"{self} has no operation '{operation.Name}'");
            foreach (string source in operation.Load.Values) files.Get(task, source); // before anything runs
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await run(new OperationCall(task, operation, variables, received, name => files.Get(task, name)), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not (OperationException or PartUnavailableException) && !cancellationToken.IsCancellationRequested)
            {
                throw new OperationException($"The operation {operation.Name} of step {task.Step} failed: {Told(error)}", error);
            }
        }

        var left = variables.Where(variable => variable.Key.StartsWith('.')).ToDictionary(StringComparer.Ordinal);
        string[] set = [.. left.Where(variable => !before.TryGetValue(variable.Key, out object? old) || !ReferenceEquals(old, variable.Value)).Select(variable => variable.Key)];
        var product = ProductMarks.With(Product(task, variables), set.Length > 0);
        cancellationToken.ThrowIfCancellationRequested(); // another attempt may have been made meanwhile: what this one leaves would take its place
        kept.Keep(task, left, set, product);
        return product;
    }

    // What it says may have data in it.
    private string Told(Exception error) => allowsErrorText ? $"{error.GetType().Name}: {error.Message}"
        : $"{error.GetType().Name}. What it said is in the log of {self}, and stays there unless {nameof(ArtifactWorkerOptions.AllowErrorText)} is on.";

    /// <summary>Anybody can put something under a key; only what the job before has made is taken.</summary>
    private static void Check(IReadOnlyList<DataValue> needed, IReadOnlyList<string> digests)
    {
        if (digests.Count != needed.Count) throw new OperationException($"The job is to be given {digests.Count} resources, and was given {needed.Count}.");
        for (int i = 0; i < needed.Count; i++)
            if (digests[i] != SourceFiles.DigestOf(needed[i].Bytes.Span)) throw new ResourceChangedException(i);
    }

    private static Dictionary<string, IReadOnlyList<DataValue>> Group(JobTask task, IReadOnlyList<DataValue> needed)
    {
        if (task.Received.Sum(group => (long)group.Count) != needed.Count) throw new OperationException($"The job is to be given {task.Received.Sum(group => (long)group.Count)} resources, and was given {needed.Count}.");
        var received = new Dictionary<string, IReadOnlyList<DataValue>>(StringComparer.Ordinal);
        int at = 0;
        foreach (var group in task.Received)
        {
            received[group.Name] = [.. needed.Skip(at).Take((int)group.Count).Select(ProductMarks.Without)];
            at += (int)group.Count;
        }

        return received;
    }

    private static DataValue Product(JobTask task, Dictionary<string, object> variables)
    {
        string last = task.Operations.Count > 0 ? task.Operations[^1].Name : "none";
        if (!variables.TryGetValue(task.Product, out object? value))
            throw new OperationException($"The step {task.Step} has made no '{task.Product}', which is to be its product: let one of its operations set it (the last one is {last}), or name another variable as the product.");
        if (task.Product.StartsWith('.')) return new DataValue(default); // it stays here; that it is done is all that leaves
        if (value is not DataValue product) throw new OperationException($"The product '{task.Product}' of the step {task.Step} is a {value.GetType().Name}: what leaves the node must be a {nameof(DataValue)}.");
        if (Encoding.UTF8.GetByteCount(product.ContentType) > MaxContentType || ProductMarks.Has(product.ContentType))
            throw new OperationException($"The content type '{product.ContentType}' of the product of the step {task.Step} cannot be used: at most {MaxContentType} bytes are possible.");
        return product;
    }
}

/// <summary>What lies under a resource's key is not what its job has made: it must be made again.</summary>
internal sealed class ResourceChangedException(int place) : AmlIpException($"Needed resource number {place} is not the one that was made: somebody has put something else under its key.");
