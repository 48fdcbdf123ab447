using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>What must hold in every history.</summary>
internal sealed class Checks(SimNet net)
{
    private readonly Dictionary<string, HashSet<UInt128>> _values = []; // all that a key may stand for
    private readonly Dictionary<string, ValueInfo> _acknowledged = []; // the newest value that was put and acknowledged
    private readonly Dictionary<string, ValueInfo> _newest = []; // that was put
    private readonly Dictionary<string, Recipe> _recipes = [];
    private readonly HashSet<string> _deleted = [];
    private readonly Dictionary<string, int> _deathsOf = []; // by poison
    private readonly Dictionary<string, int> _diedOf = []; // while it was computed
    private readonly Dictionary<(NodeId, string), ValueInfo> _expected = []; // what a gather may not be older than
    private readonly HashSet<string> _computed = [];

    /// <summary>The first rule that was broken.</summary>
    public string? Violation { get; private set; }

    /// <summary>Whether a Center has died, or somebody lost sight of somebody: then older copies may be seen for a while.</summary>
    public bool IsDisturbed { get; set; }

    public int CenterDeaths { get; set; }

    public int Gathered { get; private set; }

    public int Lost { get; private set; }

    public int Blamed { get; private set; }

    public int Recomputed { get; private set; }

    public static UInt128 Compute(Recipe recipe, IEnumerable<UInt128> needed)
    {
        UInt128 hash = 14_695_981_039_346_656_037;
        foreach (char c in recipe.Function) hash = (hash ^ c) * 1_099_511_628_211;
        foreach (byte b in recipe.Arguments.Span) hash = (hash ^ b) * 1_099_511_628_211;
        foreach (var value in needed) hash = (hash ^ value) * 1_099_511_628_211;
        return hash;
    }

    public void Fail(string what)
    {
        if (Violation is not null) return;
        Violation = what;
        net.Tell($"VIOLATION {what}");
    }

    public void OnPut(string key, in ValueInfo info)
    {
        Values(key).Add(info.Digest);
        if (!_newest.TryGetValue(key, out var newest) || info.IsNewerThan(newest)) _newest[key] = info;
    }

    public void OnDelete(string key)
    {
        _deleted.Add(key);
        _acknowledged.Remove(key);
    }

    public void OnRecipe(string key, Recipe recipe) => _recipes[key] = recipe;

    public void OnRun(SimWorker worker, DataEntry entry, int running)
    {
        if (running > worker.Slots) Fail($"{worker.Id} runs {running} functions in {worker.Slots} slots");
        if (_computed.Contains(entry.Key)) Recomputed++;
    }

    /// <summary>A worker dies while it computes a key, whatever it dies of.</summary>
    public void OnDiedOf(string key) => _diedOf[key] = _diedOf.GetValueOrDefault(key) + 1;

    public void OnPoisoned(string key)
    {
        int deaths = _deathsOf[key] = _deathsOf.GetValueOrDefault(key) + 1;
        // A Center that dies with the worker takes one death with it; two that see it differently may count apart.
        if (!IsDisturbed && deaths > 3) Fail($"{key} killed {deaths} workers");
    }

    public void OnCenter(SimCenter center)
    {
        if (center.Machine.FindContradiction() is { } wrong) Fail($"{center.Id}: {wrong}");
    }

    public void OnGather(SimClient client, string key)
    {
        if (_acknowledged.TryGetValue(key, out var info)) _expected[(client.Id, key)] = info;
        else _expected.Remove((client.Id, key));
    }

    public void OnAnswer(SimClient client, SimClient.Request request, IReadOnlyList<DataEntry> entries)
    {
        if (request.Kind is DataKind.Delete) return;
        var (asked, entry) = (request.Entries[0], entries[0]);
        if (entry.State == KeyState.Error)
        {
            if (entry.Code == DataCode.Blamed)
            {
                Blamed++;
                if (!IsDisturbed && _diedOf.GetValueOrDefault(entry.Key) < 3) Fail($"{entry.Key} is blamed, but fewer than 3 workers died of it");
            }
            else if (request.Kind == DataKind.Compute && entry.Code == DataCode.Failed && _recipes[entry.Key].Function is not "throw" && !_deleted.Any()) Fail($"{entry.Key} failed: {entry.Text}");
            return;
        }

        if (request.Kind == DataKind.Compute)
        {
            _computed.Add(entry.Key);
            if (_recipes[entry.Key].Function is "poison" or "throw") Fail($"{entry.Key} has a value, though its function {_recipes[entry.Key].Function} never returns one");
            Values(entry.Key).Add(entry.Info.Digest);
        }
        else if (request.Kind == DataKind.Offer && !_deleted.Contains(asked.Key) && (!_acknowledged.TryGetValue(asked.Key, out var newest) || entry.Info.IsNewerThan(newest)))
            _acknowledged[asked.Key] = entry.Info;

        if (IsDisturbed || entry.Nodes.Count == 0 || net.Find(entry.Nodes[0]) is not { IsAlive: true }) return;
        if (_deleted.Contains(entry.Key) || (_newest.TryGetValue(entry.Key, out var later) && later.IsNewerThan(entry.Info))) return;

        // Read your writes: whoever hears the answer finds the key at the Center.
        var center = net.Alive.OfType<SimCenter>().FirstOrDefault();
        if (center is not null && client.Sees(center.Id) && center.Machine.Workers.Contains(entry.Nodes[0]) && center.Machine.Describe(entry.Key).State != KeyState.Memory)
            Fail($"{request.Kind} {entry.Key} is answered, but the Center does not know of it");
    }

    public void OnGathered(SimClient client, string key, in ValueInfo info, bool isSpoilt)
    {
        Gathered++;
        if (isSpoilt) Fail($"{client.Id} was given spoilt bytes of {key}");
        if (!_recipes.ContainsKey(key) && !Values(key).Contains(info.Digest)) Fail($"{client.Id} was given a value of {key} that nobody put");
        if (!IsDisturbed && !_deleted.Contains(key) && _expected.TryGetValue((client.Id, key), out var expected) && expected.IsNewerThan(info)
            && net.Alive.OfType<SimWorker>().Any(worker => worker.Store.TryGetValue(key, out var held) && held.Info.IsSameValue(expected)))
            Fail($"{client.Id} was given an older value of {key} than was acknowledged before it asked");
    }

    public void OnGivenUp(SimClient client, DataEntry error, TimeSpan since)
    {
        if (error.Code == DataCode.Lost) Lost++;
        var calm = net.Now - TimeSpan.FromSeconds(4);
        if (_deleted.Contains(error.Key) || since > calm && client.DisturbedAt > since) return;
        var holder = net.Alive.OfType<SimWorker>().FirstOrDefault(worker => worker.DisturbedAt < calm && worker.Machine.InfoOf(error.Key) is { } info && info.Version < (ulong)since.Ticks);
        if (error.Code == DataCode.Lost && holder is not null && client.DisturbedAt < calm && net.Alive.OfType<SimCenter>().All(center => center.DisturbedAt < calm))
            Fail($"{client.Id} was told that {error.Key} is lost, but {holder.Id} has held it all the time");
        if (!IsDisturbed && error.Code == DataCode.Blamed && _diedOf.GetValueOrDefault(error.Key) < 3) Fail($"{error.Key} is blamed, but fewer than 3 workers died of it");
    }

    /// <summary>When all is quiet: nobody waits, and what the Centers know is what is there.</summary>
    public void OnEnd()
    {
        foreach (var client in net.Alive.OfType<SimClient>())
        {
            if (!client.IsIdle) Fail($"{client.Id} still waits: {client.Pending}");
        }

        foreach (var center in net.Alive.OfType<SimCenter>())
        {
            foreach (var worker in net.Alive.OfType<SimWorker>())
            {
                string told = string.Join(' ', center.Machine.HasWhat(worker.Id)), held = string.Join(' ', worker.Store.Keys.Order(StringComparer.Ordinal));
                if (told != held) Fail($"{center.Id} believes that {worker.Id} has [{told}]; it has [{held}]");
                foreach (var (key, value) in worker.Store)
                    if (worker.Machine.InfoOf(key) is not { } info || info.Digest != value.Info.Digest) Fail($"the machine of {worker.Id} and its store disagree about {key}");
            }

            foreach (var worker in center.Machine.Workers)
                if (net.Find(worker) is not { IsAlive: true }) Fail($"{center.Id} believes that {worker} is there");
        }

        foreach (var key in net.Alive.OfType<SimWorker>().SelectMany(worker => worker.Store.Keys).Distinct())
        {
            var digests = net.Alive.OfType<SimWorker>().Where(worker => worker.Store.ContainsKey(key)).Select(worker => worker.Store[key].Info.Digest).Distinct().Count();
            if (digests > 1) Fail($"{key} has {digests} values at the end");
        }

        if (CenterDeaths > 0 || _deleted.Count > 0) return;
        foreach (string key in _computed)
        {
            if (net.Alive.OfType<SimWorker>().Any(worker => worker.Store.ContainsKey(key)) || !net.Alive.OfType<SimWorker>().Any()) continue;
            if (net.Alive.OfType<SimCenter>().First().Machine.Describe(key).State == KeyState.Error) continue; // what it needs was gone when it was computed again
            if (_recipes[key].Needed.All(needed => net.Alive.OfType<SimWorker>().Any(worker => worker.Store.ContainsKey(needed)))) Fail($"{key} was computed and is gone, though all that it needs is there");
        }
    }

    private HashSet<UInt128> Values(string key) => _values.TryGetValue(key, out var values) ? values : _values[key] = [];
}
