using AmlIpNet.Protocol;

namespace AmlIpNet.DataSpace.Tests.Simulation;

/// <summary>One seeded history: a data space that is used while its nodes die, start anew and lose sight of each other; then it becomes quiet.</summary>
internal static class Space
{
    private static readonly FetchOptions s_fetch = new() { PartBytes = 8, Window = 3, MaxFlights = 3, MaxFlightBytes = 100, Patience = TimeSpan.FromSeconds(3) };

    public static (string? Violation, IReadOnlyList<string> Story, Checks Checks) Run(int seed, Sabotage? sabotage = null)
    {
        var net = new SimNet(seed);
        var bug = sabotage ?? new Sabotage();
        var checks = new Checks(net);
        var random = net.Random;
        uint names = 0;
        bool hasFaults = seed % 4 != 0, killsCenters = seed % 4 == 2, blinks = seed % 4 == 3;
        checks.IsDisturbed = blinks || killsCenters;
        var habits = new Habits(seed);
        int centers = seed % 8 >= 6 ? 2 : 1;
        if (centers > 1) checks.IsDisturbed = true;
        for (int i = 0; i < centers; i++) net.Join(Center());
        for (int i = random.Next(2, 6); i > 0; i--) net.Join(Worker());
        SimClient[] clients = [Client(), Client()];
        foreach (var client in clients) net.Join(client);
        net.Run(TimeSpan.FromSeconds(2));

        for (int step = random.Next(20, 80); step > 0 && checks.Violation is null; step--)
        {
            var client = clients[random.Next(clients.Length)];
            string key = $"k{random.Next(6)}", any = random.Next(3) == 0 ? $"c{random.Next(5)}" : key, mixed = habits.Mixes ? any : key;
            var (digest, size) = ((UInt128)(ulong)random.NextInt64(), random.Next(4) == 0 ? random.Next(100) : random.Next(8));
            switch (random.Next(12))
            {
                case 0 or 1: client.Put(mixed, digest, size); break;
                case 2 when habits.Mixes && random.Next(3) == 0 && Pick() is { } worker && !worker.IsAlone: worker.PutLocal(mixed, digest, size); break;
                case 2: client.Put(key, digest, size); break;
                case 3 or 4 or 5: client.Gather(any); break;
                case 6 or 7: Compute(client); break;
                case 8: client.Acquire(mixed); break;
                case 9 when random.Next(3) == 0 && habits.Deletes: client.Delete(mixed); break;
                case 9 when habits.Deletes && random.Next(3) == 0: // while it is copied
                    client.Acquire(mixed);
                    net.Run(net.Now + net.Between(0, 20));
                    clients[random.Next(clients.Length)].Delete(mixed);
                    break;
                case 10 when habits.Mixes && random.Next(3) == 0 && Pick() is { } worker: client.ForgetAt(worker, mixed); break;
            }

            if (hasFaults && random.Next(8) == 0) Fault();
            net.Run(net.Now + net.Between(0, random.Next(5) == 0 ? 2_000 : 60));
        }

        if (!net.Alive.OfType<SimCenter>().Any()) net.Join(Center());
        if (net.Alive.OfType<SimWorker>().Count() < 2) net.Join(Worker());
        // A poisonous key kills one after the other: there are always some left.
        for (int i = 0; i < 60 && checks.Violation is null; i++)
        {
            net.Run(net.Now + TimeSpan.FromSeconds(2));
            if (!net.Alive.OfType<SimWorker>().Any()) net.Join(Worker());
        }

        checks.OnEnd();
        return (checks.Violation, net.Story, checks);

        NodeId Id(string name) => NodeId.Create(name, ++names);
        SimCenter Center() => new(net, bug, checks, Id("center"));
        SimWorker Worker() => new(net, bug, checks, Id("w"), random.Next(1, 3), s_fetch, habits);
        SimClient Client() => new(net, bug, checks, Id("client"), s_fetch, habits);

        SimWorker? Pick()
        {
            SimWorker[] all = [.. net.Alive.OfType<SimWorker>().Where(worker => !worker.IsLeaving)];
            return all.Length == 0 ? null : all[random.Next(all.Length)];
        }

        void Compute(SimClient client)
        {
            int number = random.Next(5);
            string function = number switch { 0 when random.Next(3) == 0 && seed % 2 == 1 => "poison", 1 when random.Next(3) == 0 => "throw", 2 => "slow", _ => "f" };
            if (habits.Mixes && random.Next(6) == 0) function = random.Next(4) switch { 0 => "local", 1 => "rare", 2 => "unknown", _ => "cycle" };
            string key = function switch { "poison" => "p0", "throw" => "t0", "f" or "slow" => $"c{number}", "cycle" => $"y{number % 3}", _ => $"{function[0]}{number % 2}" };
            string[] needed = function switch { "poison" or "throw" => [], "cycle" => number % 3 == 2 ? [key] : [$"y{1 - number % 3}"], _ => number == 4 ? ["c3", "k0"] : [$"k{number}"] };
            var recipe = new Recipe(function, new[] { (byte)(habits.Mixes ? random.Next(3) : number) }, [.. needed]);
            checks.OnRecipe(key, recipe);
            client.Compute(key, recipe, isDirect: habits.Mixes && function != "poison" && random.Next(5) == 0);
        }

        void Fault()
        {
            SimNode[] workers = [.. net.Alive.Where(node => node.Role == DataRole.Worker)];
            SimNode[] all = [.. net.Alive];
            int kind = random.Next(4);
            if (kind == 0 && killsCenters)
            {
                checks.CenterDeaths++;
                if (net.Alive.OfType<SimCenter>().FirstOrDefault() is { } center) net.Kill(center);
                net.At(net.Between(10, 4_000), () => net.Join(Center()));
            }
            else if (kind <= 1 && blinks) net.Blink(all[random.Next(all.Length)], all[random.Next(all.Length)], random.Next(2) == 0);
            else if (habits.Mixes && random.Next(5) == 0)
            {
                int gone = random.Next(clients.Length);
                net.Kill(clients[gone]);
                net.Join(clients[gone] = Client());
            }
            else if (kind == 2 || workers.Length < 2) net.Join(Worker());
            else if (habits.Leaves && random.Next(2) == 0) Pick()?.Leave();
            else net.Kill(workers[random.Next(workers.Length)]);
        }
    }

    public static void Control(SimNode to, SimNode from, DataKind kind, ulong request, IReadOnlyList<DataEntry> entries, bool isSettled)
    {
        // Through the codec, as on the wire.
        if (!DataEntries.TryRead(DataEntries.ToBytes(entries), out var read)) throw new InvalidOperationException("Entries cannot be read back.");
        switch (to)
        {
            case SimWorker worker: worker.Take(from, kind, request, read, isSettled); break;
            case SimClient client: client.Take(from, kind, request, read, isSettled); break;
            case SimCenter center: center.Take(from, kind, request, read); break;
        }
    }

    public static void Part(SimNode to, SimNode from, string key, ValueInfo info, long offset, int length, DataCode code, bool isSpoilt)
    {
        if (to is SimWorker worker) worker.TakePart(from, key, info, offset, length, code, isSpoilt);
        else ((SimClient)to).TakePart(from, key, info, offset, length, code, isSpoilt);
    }
}
