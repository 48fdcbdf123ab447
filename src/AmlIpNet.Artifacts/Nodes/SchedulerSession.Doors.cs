using System.Collections.Immutable;
using Google.Protobuf;

namespace AmlIpNet.Artifacts;

// Who may have what, as far as orders tell it.
internal sealed partial class SchedulerSession
{
    /// <summary>Tells of each resource that a task is given what its bytes must be, who else may read the copy, and whether its maker lets it be downloaded.</summary>
    private void AddNeeded(Order order, ArtifactMachine machine, ImmutableArray<string> resources)
    {
        var sets = new Dictionary<string, uint>(StringComparer.Ordinal);
        int named = 0;
        foreach (string resource in resources)
        {
            if (!ResourceKeys.TryParse(resource, out _, out uint number, out _)) continue;
            var (job, product) = (machine.Plan.Jobs[(int)number], machine.Jobs[(int)number].Product);
            ByteString[] readers = [.. JobTasks.ReadersOf(machine, job)];
            string names = string.Join(' ', readers.Select(reader => reader.ToBase64()));
            if (!sets.TryGetValue(names, out uint set) && readers.Length > 0 && (named += readers.Length) <= ArtifactGuard.MaxReaders)
            {
                order.Readers.Add(new NodeSet { Nodes = { readers } });
                sets.Add(names, set = (uint)order.Readers.Count);
            }

            order.Needed.Add(new NeededResource
            {
                Id = resource,
                Digest = product?.Digest ?? "",
                Open = job.Part != CompiledJob.Scheduler && product is not null && _known.TryGetValue(product.Holder, out var maker) && maker.AllowsDownload,
                Readers = set,
            });
        }
    }

    /// <summary>Of what this scheduler has made, anybody may download the results of artifacts, if it allows downloads; what else it made, nobody may.</summary>
    private void OpenResults(ArtifactMachine machine)
    {
        if (!_options.AllowDownload || machine.Record.State != ArtifactState.ArtifactCompleted) return;
        foreach (var job in machine.Plan.Results.Select(number => machine.Jobs[(int)number]))
            if (machine.Plan.Jobs[(int)job.Number].Part == CompiledJob.Scheduler) Guard.Open(ResourceKeys.Of(machine.Artifact.Id, job.Number, job.Attempt));
    }
}
