using System.Buffers;
using System.Text.Json;

namespace AmlIpNet.Distribution;

/// <summary>A plan as JSON: its rounds stand in it as rows of tasks' names, in the order of the workers. Reading checks every bound and every name.</summary>
public static partial class PlanJson
{
    /// <summary>How many bytes a plan may have.</summary>
    public const int MaxBytes = 256 << 20;

    private const string Format = "amlip-plan/1";

    /// <summary>Writes a plan.</summary>
    public static byte[] Write(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("method", NameOf(plan.Method));
            json.WriteNumber("seed", plan.Seed);
            WriteAll(json, "consumables", plan.Consumables, json.WriteStringValue);
            WriteAll(json, "workers", plan.Workers, worker =>
            {
                json.WriteStartObject();
                json.WriteString("name", worker.Name);
                WriteMap(json, "attributes", worker.Attributes);
                json.WriteEndObject();
            });
            if (plan.IsDesign) WriteDesign(json, plan);
            else WriteTasks(json, plan);
            WriteRounds(json, plan);
            WriteCertificate(json, plan.Certificate);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string NameOf(PlanMethod method) => method switch { PlanMethod.Published => "published", PlanMethod.Latin => "latin", _ => "greco-latin" };

    // A cell's needs are those of its kind and of its shard. The larger amount of both is written for both, which gives the same.
    private static void WriteDesign(Utf8JsonWriter json, Plan plan)
    {
        int n = plan.Workers.Length;
        WriteAll(json, "kinds", Enumerable.Range(0, n), kind => WriteDemands(json, Common(Enumerable.Range(0, n).Select(shard => plan.Tasks[shard * n + kind].Requires))));
        WriteAll(json, "shards", Enumerable.Range(0, n), shard => WriteDemands(json, Common(Enumerable.Range(0, n).Select(kind => plan.Tasks[shard * n + kind].Requires))));
    }

    /// <summary>What all of them need at least.</summary>
    private static Demands Common(IEnumerable<Demands> all)
    {
        Demands? common = null;
        foreach (var demands in all)
        {
            if (common is null || demands.Equals(common)) common = demands;
            else common = Demands.Of(common.Join(demands, one => one.Attribute, other => other.Attribute, (one, other) => one with { Amount = Math.Min(one.Amount, other.Amount) }));
        }

        return common ?? Demands.None;
    }

    private static void WriteTasks(Utf8JsonWriter json, Plan plan) => WriteAll(json, "tasks", plan.Tasks, task =>
    {
        json.WriteStartObject();
        json.WriteString("name", task.Name);
        if (task.Requires.Count > 0)
        {
            json.WritePropertyName("requires");
            WriteDemands(json, task.Requires);
        }

        json.WriteEndObject();
    });

    private static void WriteRounds(Utf8JsonWriter json, Plan plan)
    {
        json.WriteStartArray("rounds");
        if (plan.Workers.Length > 0)
        {
            int next = 0;
            for (int round = 0; round < plan.Rounds; round++)
            {
                json.WriteStartArray();
                for (int home = 0; home < plan.Workers.Length; home++)
                {
                    if (next < plan.Placements.Length && plan.Placements[next] is var placement && placement.Round == round && placement.Home == home)
                    {
                        json.WriteStringValue(plan.Tasks[placement.Task].Name);
                        next++;
                    }
                    else json.WriteNullValue();
                }

                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteStartObject("elsewhere");
        foreach (var placement in plan.Placements)
        {
            if (placement.Home < 0 || placement.Worker == placement.Home) continue;
            if (placement.IsQueued) json.WriteNull(plan.Tasks[placement.Task].Name);
            else json.WriteString(plan.Tasks[placement.Task].Name, plan.Workers[placement.Worker].Name);
        }

        json.WriteEndObject();
    }

    private static void WriteCertificate(Utf8JsonWriter json, Certificate claims)
    {
        json.WritePropertyName("certificate");
        JsonSerializer.Serialize(json, claims, PlanJsonContext.Default.Certificate);
    }

    private static void WriteDemands(Utf8JsonWriter json, Demands demands)
    {
        json.WriteStartObject();
        foreach (var (attribute, amount) in demands) json.WriteNumber(attribute, amount);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map.DistinctBy(item => item.Key)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(item);
        json.WriteEndArray();
    }
}
