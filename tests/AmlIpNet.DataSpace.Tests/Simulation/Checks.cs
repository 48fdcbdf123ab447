using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>What must hold in every history.</summary>
internal sealed class Checks(SimNet net)
{
    private readonly Dictionary<string, HashSet<UInt128>> _values = []; // all that a key may stand for
    private readonly Dictionary<string, Recipe> _recipes = [];
    private readonly Dictionary<(string, UInt128), Recipe> _madeBy = []; // the computed ones
    private readonly Dictionary<string, int> _deathsOf = []; // by poison
    private readonly Dictionary<string, int> _diedOf = []; // while it was computed
    private readonly HashSet<(string, UInt128)> _answered = []; // values that computations were answered with
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

    public AskedLog Log { get; } = new();

    public Asked OnPut(string key, in ValueInfo info)
    {
        Values(key).Add(info.Digest);
        return Log.Add(new(DataKind.Offer, key, net.Now) { Digest = info.Digest });
    }

    public Asked OnDelete(string key) => Log.Add(new(DataKind.Delete, key, net.Now));

    public Asked OnCompute(string key, Recipe recipe, bool byCenter) => Log.Add(new(DataKind.Compute, key, net.Now) { Recipe = recipe, ByCenter = byCenter });

    public void OnComputed(string key, UInt128 digest, Recipe recipe) => _madeBy[(key, digest)] = recipe;

    public void OnRecipe(string key, Recipe recipe) => _recipes[key] = recipe;

    public void OnRun(SimWorker worker, DataEntry entry, int running)
    {
        if (running > worker.Slots) Fail($"{worker.Id} runs {running} functions in {worker.Slots} slots");
        if (_computed.Contains(entry.Key)) Recomputed++;
        if (IsDisturbed) return;
        var settled = Log.Settled(entry.Key, net.Now - TimeSpan.FromSeconds(3));
        if (settled is not null && !Log.IsComputedSince(settled)) Fail($"{worker.Id} computes {entry.Key}, though nobody has asked for that since {settled}");
        if (entry.Recipe!.Function == "local" && Log.Of(entry.Key).All(asked => asked.End is not null)) Fail($"{worker.Id} computes {entry.Key} by a local function, though nobody waits for it");
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

    public void OnAnswer(SimClient client, DataKind kind, Asked? asked, IReadOnlyList<DataEntry> entries)
    {
        if (asked is not null) asked.End = net.Now;
        if (kind == DataKind.Delete) return;
        var entry = entries[0];
        if (kind == DataKind.Offer && entry.Nodes.Count > 0 && net.Find(entry.Nodes[0]) is SimWorker by) EndUnlessAlone(by, asked!);
        if (entry.State == KeyState.Error)
        {
            if (asked is not null) OnRefused(asked, entry);
            return;
        }

        if (asked is null) return;
        if (entry.Nodes.Count > 0) asked.Worker = entry.Nodes[0];
        if (kind == DataKind.Compute)
        {
            _computed.Add(entry.Key);
            if (_recipes[entry.Key].Function is "poison" or "throw" or "unknown") Fail($"{entry.Key} has a value, though its function {_recipes[entry.Key].Function} never returns one");
            if (!_answered.Add((entry.Key, entry.Info.Digest))) return; // somebody had joined another one's computation, and has had this value
            if (Log.Of(entry.Key).Any(other => other != asked && other.Kind == DataKind.Compute && !other.IsOverBefore(asked))) return; // it may have joined the one before
            if (!IsDisturbed && _madeBy.TryGetValue((entry.Key, entry.Info.Digest), out var recipe) && !Values(entry.Key).Contains(entry.Info.Digest)
                && Log.Of(entry.Key).Where(other => other.Recipe?.Equals(recipe) == true).All(other => other.IsRefused && other.IsOverBefore(asked)))
                Fail($"{asked} was answered with a value that another recipe has made, which nobody wants any more");
        }
        else if (!IsDisturbed && entry.Info.Digest != asked.Digest && Log.Of(asked.Key).All(other => other == asked || other.Kind == DataKind.Delete || other.IsOverBefore(asked)))
            Fail($"{asked} is answered, but another value is there");

        if (IsDisturbed || entry.Nodes.Count == 0 || net.Find(entry.Nodes[0]) is not SimWorker { IsAlive: true, IsLeaving: false }) return;
        if (Log.Of(entry.Key).Any(other => other != asked && other.Kind != DataKind.Compute && !other.IsOverBefore(asked))) return;
        if (kind == DataKind.Compute && Log.Of(entry.Key).Any(other => other.Worker is { } id && net.Find(id) is { IsAlive: false })) return; // it made way for what that one had, which nobody knew to be gone

        // Read your writes: whoever hears the answer finds the key at the Center.
        var center = net.Alive.OfType<SimCenter>().FirstOrDefault();
        if (center is not null && client.Sees(center.Id) && center.Machine.Workers.Contains(entry.Nodes[0]) && center.Machine.Describe(entry.Key).State != KeyState.Memory && !IsMoved(entry.Key))
            Fail($"{kind} {entry.Key} is answered, but the Center does not know of it");
    }

    /// <summary>A worker has put a value of its own.</summary>
    public void OnPutDone(SimWorker worker, Asked asked)
    {
        asked.Worker = worker.Id;
        EndUnlessAlone(worker, asked);
    }

    // Without a Center a put is answered at once: it takes its place among the others some time later.
    private void EndUnlessAlone(SimWorker worker, Asked asked) => asked.End = worker.IsAlone || worker.AloneAt >= asked.Begin ? null : net.Now;

    public void OnMoved(string key) => _moved.Add(key);

    private readonly HashSet<string> _moved = []; // some worker was told to forget them

    private bool IsMoved(string key) => _moved.Contains(key);

    private void OnRefused(Asked asked, DataEntry entry)
    {
        asked.IsRefused = true;
        if (asked.Kind == DataKind.Offer && asked.Attempts > 1) asked.End = null; // who knows what became of the other attempts
        var recipe = asked.Recipe;
        switch (entry.Code)
        {
            case DataCode.Blamed:
                Blamed++;
                if (!IsDisturbed && _diedOf.GetValueOrDefault(entry.Key) < 3) Fail($"{entry.Key} is blamed, but fewer than 3 workers died of it");
                break;
            case DataCode.Failed when recipe?.Function is not ("throw" or "cycle") && !IsDisturbed && !Log.Keys.Any(key => Log.Any(DataKind.Delete, key, TimeSpan.Zero)):
                Fail($"{entry.Key} failed: {entry.Text}");
                break;
            case DataCode.Deleted when !IsDisturbed && !Log.Any(DataKind.Delete, asked.Key, asked.Begin) && !recipe!.Needed.Any(key => Log.Any(DataKind.Delete, key, TimeSpan.Zero)) && !IsMoved(asked.Key):
                Fail($"{asked} is answered with Deleted, but nobody has deleted it");
                break;
            case DataCode.Denied when asked.ByCenter && !IsDisturbed:
                Fail($"{asked} by a Center was denied, though only clients are");
                break;
            case DataCode.Busy: Fail($"{asked} was refused: {entry.Text}"); break;
        }
    }

    public void OnGathered(SimClient client, string key, in ValueInfo info, TimeSpan since, bool isSpoilt)
    {
        Gathered++;
        var digest = info.Digest;
        if (isSpoilt) Fail($"{client.Id} was given spoilt bytes of {key}");
        if (!_recipes.ContainsKey(key) && !Values(key).Contains(digest)) Fail($"{client.Id} was given a value of {key} that nobody put");
        if (IsDisturbed || Log.Settled(key, since) is not { } settled) return;
        bool isPut = Values(key).Contains(digest);
        if (settled.Kind == DataKind.Delete ? isPut || !Log.IsComputedSince(settled)
            : isPut ? digest != settled.Digest : !Log.IsComputedSince(settled) || IsHeld(key, settled.Digest)) Fail($"{client.Id} was given another value of {key} than that of {settled}, which was answered before it asked");
    }

    private bool IsHeld(string key, UInt128 digest) => net.Alive.OfType<SimWorker>().Any(worker => worker.Store.TryGetValue(key, out var held) && held.Info.Digest == digest);

    public void OnGivenUp(SimClient client, DataEntry error, TimeSpan since)
    {
        if (error.Code == DataCode.Lost) Lost++;
        var calm = net.Now - TimeSpan.FromSeconds(4);
        if (Log.Any(DataKind.Delete, error.Key, TimeSpan.Zero) || IsMoved(error.Key) || since > calm && client.DisturbedAt > since) return;
        var holder = net.Alive.OfType<SimWorker>().FirstOrDefault(worker => worker.DisturbedAt < calm && worker.Store.TryGetValue(error.Key, out var held) && held.Since < since - TimeSpan.FromSeconds(1));
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

        foreach (string key in Log.Keys) CheckEnd(key);
        if (CenterDeaths > 0) return;
        foreach (string key in _computed)
        {
            if (IsHeldAnywhere(key) || !net.Alive.OfType<SimWorker>().Any() || IsMoved(key) || Log.Of(key).Any(asked => asked.Kind != DataKind.Compute) || _recipes[key].Function == "local") continue;
            if (net.Alive.OfType<SimCenter>().Any(center => center.Machine.Describe(key).State == KeyState.Error)) continue; // what it needs was gone when it was computed again
            if (_recipes[key].Needed.All(IsHeldAnywhere)) Fail($"{key} was computed and is gone, though all that it needs is there");
        }
    }

    // What was put stays, what was deleted does not come back.
    private void CheckEnd(string key)
    {
        if (Log.Settled(key, net.Now) is not { } settled) return;
        bool isComputed = Log.IsComputedSince(settled);
        if (settled.Kind == DataKind.Delete)
        {
            if (isComputed || CenterDeaths > 0 || net.Alive.OfType<SimCenter>().Count() > 1) return; // a Center that is new, or that the client did not see, does not know what was deleted
            if (IsHeldAnywhere(key)) Fail($"{key} is back, though nobody has put or computed it since {settled}");
            foreach (var center in net.Alive.OfType<SimCenter>())
                if (center.Machine.Describe(key).State is KeyState.Executing) Fail($"{center.Id} wants {key} computed, though nobody has asked for it since {settled}");
        }
        else if (!IsDisturbed)
        {
            bool isThere = settled.Worker is { } id && net.Find(id) is SimWorker { IsAlive: true };
            if (isThere && !IsMoved(key) && !IsHeld(key, settled.Digest)) Fail($"the value of {settled} is gone, though {settled.Worker} lives");
            foreach (var worker in net.Alive.OfType<SimWorker>())
                if (worker.Store.TryGetValue(key, out var held) && held.Info.Digest != settled.Digest && (isThere && !IsMoved(key) || !isComputed)) Fail($"{worker.Id} has another value of {key} than that of {settled}");
        }
    }

    private bool IsHeldAnywhere(string key) => net.Alive.OfType<SimWorker>().Any(worker => worker.Store.ContainsKey(key));

    private HashSet<UInt128> Values(string key) => _values.TryGetValue(key, out var values) ? values : _values[key] = [];
}
