using System.CommandLine;
using System.Text;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

// What a client does with values.
internal static partial class DataCommand
{
    private static Command CreatePut()
    {
        var (key, file) = (Key(), new Argument<string>("FILE") { Description = "The value's bytes; - reads standard input" });
        var worker = Options.Text<string?>("--worker", "NAME", "The worker that is to have it; by default the Center's list decides");
        var type = Options.Text<string?>("--type", "TYPE", "What the bytes are, such as application/json");
        return ClientCommand("put", "Put a file's bytes under a key, in the place of what is there.", [key, file, worker, type], async (parse, client, cancellationToken) =>
        {
            var value = new DataValue(await JobFile.ReadAsync(parse.GetValue(file)!, Array.MaxLength, cancellationToken), parse.GetValue(type) ?? "");
            string name = parse.GetValue(key)!;
            NodeId place;
            if (parse.GetValue(worker) is { } wanted)
            {
                var found = await client.FindWorkerAsync(wanted, cancellationToken);
                await found.UpdateDataAsync([new(name, value)], cancellationToken);
                place = found.Id;
            }
            else place = await client.PutAsync(name, value, cancellationToken);
            Console.Error.WriteLine($"{name} is at {place}, {value.Bytes.Length:N0} bytes");
        });
    }

    private static Command CreateGet()
    {
        var key = Key();
        return ClientCommand("get", "Write a key's value, byte for byte, to standard output.", [key], async (parse, client, cancellationToken) =>
        {
            var value = await client.GetAsync(parse.GetValue(key)!, cancellationToken);
            await StandardOutput.Stream.WriteAsync(value.Bytes, cancellationToken);
        });
    }

    private static Command CreateCompute()
    {
        var function = new Argument<string>("FUNCTION") { Description = "The name under which workers know the function" };
        var key = Key();
        var needs = Options.Text<string[]>("--needs", "KEY", "A key whose value the function is given; may be repeated");
        var arguments = Options.Text<string?>("--args", "TEXT", "What the function is given besides");
        var worker = Options.Text<string?>("--worker", "NAME", "The worker that is to compute it; by default the one that holds most of what is needed");
        return ClientCommand("compute", "Have a key computed from others where they lie. The value stays there.", [function, key, needs, arguments, worker], async (parse, client, cancellationToken) =>
        {
            var (name, result, input) = (parse.GetValue(function)!, parse.GetValue(key)!, Encoding.UTF8.GetBytes(parse.GetValue(arguments) ?? ""));
            string[] needed = parse.GetValue(needs) ?? [];
            var place = parse.GetValue(worker) is { } wanted
                ? await (await client.FindWorkerAsync(wanted, cancellationToken)).ComputeAsync(name, result, input, needed, cancellationToken)
                : await client.ComputeAsync(name, result, input, needed, cancellationToken);
            Console.Error.WriteLine($"{result} is at {place.Worker}, {place.Size:N0} bytes");
        });
    }

    private static Command CreateList() => ClientCommand("ls", "List all keys: size, number of holders, key.", [], async (_, client, cancellationToken) =>
    {
        foreach (var key in (await client.WhoHasAsync(null, cancellationToken)).Values.OrderBy(key => key.Key, StringComparer.Ordinal))
            StandardOutput.Lines.WriteLine($"{key.Size,14:N0} {(key.IsHeld ? $"{key.Holders.Count,3}" : key.State.ToString().ToLowerInvariant())} {key.Key}");
    });

    private static Command CreateWhoHas()
    {
        var keys = Keys();
        return ClientCommand("who-has", "Say which workers hold keys; of lost ones, which held them.", [keys], async (parse, client, cancellationToken) =>
        {
            foreach (var key in (await client.WhoHasAsync(parse.GetValue(keys)!, cancellationToken)).Values)
                StandardOutput.Lines.WriteLine($"{key.Key}: {(key.IsHeld ? "" : key.State.ToString().ToLowerInvariant() + " ")}{string.Join(' ', key.Holders)}{(key.Text.Length > 0 ? $" ({key.Text})" : "")}");
        });
    }

    private static Command CreateWorkers() => ClientCommand("workers", "List the workers: slots, keys, bytes, worker.", [], async (_, client, cancellationToken) =>
    {
        foreach (var worker in await client.WorkersAsync(cancellationToken)) StandardOutput.Lines.WriteLine($"{worker.Slots,6:N0} {worker.Keys,10:N0} {worker.Bytes,18:N0} {worker.Id}");
    });

    private static Command CreateRemove()
    {
        var keys = Keys();
        return ClientCommand("rm", "Forget keys everywhere, and how they are computed.", [keys], (parse, client, cancellationToken) => client.DeleteAsync(parse.GetValue(keys)!, cancellationToken));
    }

    private static Command CreateReplicate()
    {
        var keys = Keys();
        var copies = Options.Integer("--copies", 1, 65_536, 2, "At how many workers each key is to be");
        return ClientCommand("replicate", "Copy keys from worker to worker until each is at so many.", [keys, copies], async (parse, client, cancellationToken) =>
        {
            foreach (var key in (await client.ReplicateAsync(parse.GetValue(keys)!, parse.GetValue(copies), cancellationToken)).Values)
                StandardOutput.Lines.WriteLine($"{key.Key}: {string.Join(' ', key.Holders)}");
        });
    }

    private static Command CreateRebalance() => ClientCommand("rebalance", "Move values until all workers hold about as many bytes.", [], async (_, client, cancellationToken) =>
    {
        foreach (var move in await client.RebalanceAsync(cancellationToken)) StandardOutput.Lines.WriteLine($"{move.Key}: {move.From} -> {move.To}, {move.Size:N0} bytes");
    });
}
