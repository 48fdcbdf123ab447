namespace AmlIpNet.Protocol.Tests.Idl;

/// <summary>A test that needs idlc, Cyclone DDS's headers and a C compiler. Without them it is skipped, with the remedy as its reason.</summary>
public sealed class IdlFactAttribute : FactAttribute
{
    public IdlFactAttribute()
    {
        string[] missing = [.. Missing()];
        if (missing.Length > 0)
            Skip = $"Not found: {string.Join(", ", missing)}. Install them (Debian: apt-get install cyclonedds-tools cyclonedds-dev gcc) to compare our bytes with those of Cyclone DDS.";
    }

    private static IEnumerable<string> Missing()
    {
        foreach (string program in new[] { "idlc", "cc" })
        {
            if (!InPath(program)) yield return program;
        }

        if (!File.Exists("/usr/include/dds/ddsi/ddsi_cdrstream.h") && !File.Exists("/usr/local/include/dds/ddsi/ddsi_cdrstream.h"))
            yield return "dds/ddsi/ddsi_cdrstream.h";
    }

    private static bool InPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
