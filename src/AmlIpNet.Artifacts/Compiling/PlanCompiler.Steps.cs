using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Kind = AmlIpNet.Artifacts.Step.Types.Kind;

namespace AmlIpNet.Artifacts;

/// <summary>The jobs of one step.</summary>
internal sealed partial class PlanCompiler
{
    private void Add(Step step, PlanFrame frame)
    {
        var entry = _shape.Entry(step);
        var sources = new List<CompiledJob>[entry.Length];
        for (int i = 0; i < sources.Length; i++) sources[i] = [];
        if (_from is not null)
        {
            foreach (var (source, sink) in _shape.Links(_from, step)) sources[sink].Add(_exits[source]);
        }

        string[] names = [.. NamesOf(step, frame)];
        _exits = step.Kind switch
        {
            Kind.RoundRobin => AddRoundRobin(step, frame, sources, names),
            Kind.Sequential => AddChain(step, frame, sources[0], names),
            _ => [.. entry.Select((part, i) => Add(step, frame, frame.Round, i, entry.Length, part, step.Operations, sources[i], _shape.Readers(step, i, names)))],
        };
        _made = _made.SetItem(step.Name, _exits);
        _from = step;
    }

    private ImmutableArray<CompiledJob> AddRoundRobin(Step step, PlanFrame frame, List<CompiledJob>[] sources, string[] names)
    {
        int n = _shape.Workers;
        ImmutableArray<CompiledJob> row = [];
        for (int round = 0; round < n; round++)
        {
            var before = row;
            row = [.. Enumerable.Range(0, n).Select(i => Add(
                step, frame, (uint)round, i, n, i, step.Operations, round == 0 ? sources[i] : [before[(i + n - 1) % n]], round == n - 1 ? _shape.Readers(step, i, names) : [(i + 1) % n]))];
        }

        return row;
    }

    private ImmutableArray<CompiledJob> AddChain(Step step, PlanFrame frame, List<CompiledJob> sources, string[] names)
    {
        var links = new List<(int Part, RepeatedField<Operation> Operations)>();
        if (step.First.Count > 0) links.Add((CompiledJob.Scheduler, step.First));
        for (int i = 0; i < _shape.Workers; i++) links.Add((i, step.Operations));
        if (step.Last.Count > 0) links.Add((CompiledJob.Scheduler, step.Last));
        CompiledJob? before = null;
        for (int i = 0; i < links.Count; i++)
        {
            ImmutableArray<int> readers = i == links.Count - 1 ? _shape.Readers(step, 0, names) : [links[i + 1].Part];
            before = Add(step, frame, frame.Round, i, links.Count, links[i].Part, links[i].Operations, before is null ? sources : [before], readers);
        }

        return [before!];
    }

    private void AddUntil(Step iterate, PlanFrame frame)
    {
        var job = Make(iterate.Name, $"{PathOf(frame)}until", frame.Round, 0, 1, CompiledJob.Scheduler, iterate.Until, ArtifactDefaults.Product, _exits, [], []);
        _jobs.Add(job with { Decides = true, Timeout = TimeSpan.FromSeconds(iterate.Timeout) });
    }

    private CompiledJob Add(
        Step step, PlanFrame frame, uint round, int index, int count, int part, RepeatedField<Operation> operations, IEnumerable<CompiledJob> sources, ImmutableArray<int> readers)
    {
        var job = Make(step.Name, $"{PathOf(frame)}{step.Name}", round, index, count, part, operations, step.Product, sources, step.Requires.SelectMany(name => _made[name]), readers);
        _jobs.Add(job = job with { Timeout = TimeSpan.FromSeconds(step.Timeout) });
        return job;
    }

    private CompiledJob Make(
        string step, string path, uint round, int index, int count, int part, RepeatedField<Operation> operations, string product,
        IEnumerable<CompiledJob> linked, IEnumerable<CompiledJob> required, ImmutableArray<int> readers)
    {
        CompiledJob[] all = [.. linked.Concat(required).DistinctBy(job => job.Number)];
        return new CompiledJob(
            (uint)_jobs.Count, step, path, round, (uint)index, (uint)count, part, [.. operations], product,
            [.. all.Select(job => job.Number).Order()],
            [.. all.Where(job => !job.StaysThere).GroupBy(job => job.Step, (name, group) => new JobInput(name, [.. group.Select(job => job.Number).Order()]))],
            product.StartsWith('.') ? [] : readers,
            Decides: false);
    }
}
