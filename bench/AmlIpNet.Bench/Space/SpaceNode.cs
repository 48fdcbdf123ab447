using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AmlIpNet.CycloneDds;

namespace AmlIpNet.Bench.Space;

/// <summary>A worker or a Center of a data space in a process of its own; it ends with its standard input.</summary>
internal static class SpaceNode
{
    public static async Task<int> RunAsync(string kind, string domain, string name)
    {
        var network = SpaceBed.Network with { Domain = int.Parse(domain, CultureInfo.InvariantCulture) };
        await using var node = kind == "center" ? (INode)CenterNode.Create(new CycloneEngine(), new() { Name = name, Network = network })
            : WorkerNode.Create(new CycloneEngine(), new() { Name = name, Network = network, Functions = Functions(name) });
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static ImmutableDictionary<string, DataFunction> Functions(string name) => ImmutableDictionary<string, DataFunction>.Empty
        .Add("add", (call, _) => ValueTask.FromResult(Number(call.Needed.Sum(value => BinaryPrimitives.ReadInt64LittleEndian(value.Bytes.Span)))))
        .Add("first", (call, _) => ValueTask.FromResult(new DataValue(call.Needed[0].Bytes)))
        .Add("hold", async (call, cancellationToken) =>
        {
            // The first attempt says where it runs, and never ends.
            if (TryCreate(Encoding.UTF8.GetString(call.Arguments.Span), name)) await Task.Delay(Timeout.Infinite, cancellationToken);
            return call.Needed[0];
        });

    private static DataValue Number(long number)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return new DataValue(bytes);
    }

    private static bool TryCreate(string path, string text)
    {
        try
        {
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew));
            file.Write(text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
