using System.Globalization;

namespace AmlIpNet.Cli.Doctor;

/// <summary>A process of this machine that has a domain's ports open.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Ids">Its process id, and those of children that inherited the sockets; empty when it is another user's.</param>
/// <param name="Name">Its program, or "".</param>
internal sealed record LocalProcess(int Domain, AmlIpNet.Dds.EquatableArray<int> Ids, string Name)
{
    private const int MaxOwners = 16;

    /// <summary>Those that there are now. Only Linux tells; elsewhere there are none.</summary>
    public static IReadOnlyList<LocalProcess> Find() =>
        OperatingSystem.IsLinux() ? Find([.. new[] { "/proc/net/udp", "/proc/net/udp6" }.SelectMany(ReadLines)], OwnersOfSockets()) : [];

    /// <param name="table">Lines of /proc/net/udp.</param>
    /// <param name="owners">The processes that have each socket open, by its inode, the oldest first; those of other users are not known.</param>
    public static IReadOnlyList<LocalProcess> Find(IEnumerable<string> table, IReadOnlyDictionary<long, List<(int Id, string Name)>> owners)
    {
        var sockets = table.Select(Parse).OfType<(int Port, long Inode)>().Select(socket => (socket.Port, Owners: owners.GetValueOrDefault(socket.Inode) ?? []));
        return
        [
            .. sockets.GroupBy(socket => socket.Owners.FirstOrDefault())
                .SelectMany(process => DomainPorts.DomainsOf(process.Select(socket => socket.Port).ToHashSet()).Select(domain => new LocalProcess(
                    domain, [.. process.SelectMany(socket => socket.Owners).Select(owner => owner.Id).Distinct()], process.Key.Name ?? "")))
                .OrderBy(process => process.Domain).ThenBy(process => process.Ids.FirstOrDefault()),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => Ids.Count > 0 ? $"{Name} (process {Ids[0]})" : "a process that cannot be seen (another user's)";

    // "  sl  local_address rem_address st ... inode ...": the address as hexadecimal digits, a colon and the port.
    private static (int Port, long Inode)? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[1].LastIndexOf(':') is not (> 0 and var colon)) return null;
        return int.TryParse(fields[1].AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int port)
            && long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out long inode) ? (port, inode) : null;
    }

    private static Dictionary<long, List<(int Id, string Name)>> OwnersOfSockets()
    {
        Dictionary<long, List<(int, string)>> owners = [];
        foreach (int id in Directory.EnumerateDirectories("/proc").Select(Number).OfType<int>().Order())
        {
            string folder = $"/proc/{id}";
            try
            {
                string? name = null;
                foreach (string file in Directory.EnumerateFiles($"{folder}/fd"))
                {
                    if (File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name is not { } target || !target.StartsWith("socket:[", StringComparison.Ordinal)) continue;
                    if (long.TryParse(target.AsSpan(8).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out long inode)) Add(inode, (id, name ??= File.ReadAllText($"{folder}/comm").Trim()));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is another user's.
            }
        }

        return owners;

        void Add(long inode, (int, string) owner)
        {
            if (!owners.TryGetValue(inode, out var list)) owners.Add(inode, list = []);
            if (list.Count < MaxOwners) list.Add(owner);
        }

        static int? Number(string folder) => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
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
