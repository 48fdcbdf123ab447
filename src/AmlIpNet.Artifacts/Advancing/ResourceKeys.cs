using System.Globalization;

namespace AmlIpNet.Artifacts;

/// <summary>The keys of the data space under which the products of artifacts lie: <c>artifact/ID/JOB/ATTEMPT</c>. They are the ids of the resources.</summary>
internal static class ResourceKeys
{
    /// <summary>What they all begin with.</summary>
    public const string Prefix = "artifact/";

    /// <summary>The key of what an attempt makes.</summary>
    public static string Of(string artifact, uint job, uint attempt) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{artifact}/{job}/{attempt}");

    /// <summary>How a task names the variables that an attempt left on its node.</summary>
    public static string Kept(uint job, uint attempt) => string.Create(CultureInfo.InvariantCulture, $"{job}/{attempt}");

    /// <summary>Takes a key apart.</summary>
    /// <returns>False when it is none of these.</returns>
    public static bool TryParse(string key, out string artifact, out uint job, out uint attempt)
    {
        (artifact, job, attempt) = ("", 0, 0);
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || key.Split('/') is not [_, var id, var number, var tried]) return false;
        artifact = id;
        return uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out job) && uint.TryParse(tried, NumberStyles.None, CultureInfo.InvariantCulture, out attempt);
    }
}
