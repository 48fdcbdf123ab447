using System.Globalization;

namespace AmlIpNet.Cli.Doctor;

/// <summary>A process of this machine that has a domain's ports open.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Id">Its process id; null when it is another user's.</param>
/// <param name="Name">Its program, or "".</param>
internal sealed record LocalProcess(int Domain, int? Id, string Name)
{
    /// <summary>Those that there are now. Only Linux tells; elsewhere there are none.</summary>
    public static IReadOnlyList<LocalProcess> Find() =>
        OperatingSystem.IsLinux() ? Find([.. new[] { "/proc/net/udp", "/proc/net/udp6" }.SelectMany(ReadLines)], OwnersOfSockets()) : [];

    /// <param name="table">Lines of /proc/net/udp.</param>
    /// <param name="owners">The process of each socket, by its inode; those of other users are not known.</param>
    public static IReadOnlyList<LocalProcess> Find(IEnumerable<string> table, IReadOnlyDictionary<long, (int Id, string Name)> owners) =>
    [
        .. table.Select(Parse).OfType<(int Port, long Inode)>()
            .GroupBy(socket => owners.TryGetValue(socket.Inode, out var owner) ? owner : ((int Id, string Name)?)null, socket => socket.Port)
            .SelectMany(ports => DomainPorts.DomainsOf(ports.ToHashSet()).Select(domain => new LocalProcess(domain, ports.Key?.Id, ports.Key?.Name ?? "")))
            .OrderBy(process => (process.Domain, process.Id)),
    ];

    /// <inheritdoc/>
    public override string ToString() => Id is { } id ? $"{(Name.Length > 0 ? Name : "a process")} (process {id})" : "a process of another user";

    // "  sl  local_address rem_address st ... inode ...": the address as hexadecimal digits, a colon and the port.
    private static (int Port, long Inode)? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[1].LastIndexOf(':') is not (> 0 and var colon)) return null;
        return int.TryParse(fields[1].AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port)
            && long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out long inode) ? (port, inode) : null;
    }

    private static Dictionary<long, (int Id, string Name)> OwnersOfSockets()
    {
        Dictionary<long, (int, string)> owners = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            try
            {
                string? name = null;
                foreach (string file in Directory.EnumerateFiles($"{folder}/fd"))
                {
                    if (File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name is not { } target || !target.StartsWith("socket:[", StringComparison.Ordinal)) continue;
                    if (long.TryParse(target.AsSpan(8).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out long inode)) owners[inode] = (id, name ??= File.ReadAllText($"{folder}/comm").Trim());
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another user's.
            }
        }

        return owners;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
