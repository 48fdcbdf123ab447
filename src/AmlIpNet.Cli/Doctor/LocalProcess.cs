using System.Globalization;

namespace AmlIpNet.Cli.Doctor;

/// <summary>A process of this machine that has a domain's ports open.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Ids">Its process id, and those of children that inherited the sockets; empty when it is another user's.</param>
/// <param name="Name">Its program, or "".</param>
/// <param name="IsDds">Whether it is sure to be a participant: it has a DDS library, or the domain's port for announcements. Its ports alone may be
/// any program's, as those of most domains lie among the ones that the system hands out.</param>
internal sealed record LocalProcess(int Domain, AmlIpNet.Dds.EquatableArray<int> Ids, string Name, bool IsDds)
{
    private static readonly string[] s_libraries = ["/libddsc.", "/libfastdds.", "/libfastrtps.", "/libnddsc", "/libOpenDDS_", "/libddskernel.", "/librustdds."];

    private const int MaxOwners = 16;

    /// <summary>Those that there are now. Only Linux tells; elsewhere there are none.</summary>
    public static IReadOnlyList<LocalProcess> Find() =>
        OperatingSystem.IsLinux() ? Find([.. new[] { "/proc/net/udp", "/proc/net/udp6" }.SelectMany(ReadLines)], OwnersOfSockets(), HasLibrary) : [];

    /// <param name="table">Lines of /proc/net/udp.</param>
    /// <param name="owners">The processes that have each socket open, by its inode, the oldest first; those of other users are not known.</param>
    /// <param name="hasLibrary">Whether a process has a DDS library.</param>
    public static IReadOnlyList<LocalProcess> Find(IEnumerable<string> table, IReadOnlyDictionary<long, List<(int Id, string Name)>> owners, Func<int, bool> hasLibrary)
    {
        var sockets = table.Select(Parse).OfType<(int Port, long Inode)>().Select(socket => (socket.Port, Owners: owners.GetValueOrDefault(socket.Inode) ?? []));
        return
        [
            .. sockets.GroupBy(socket => socket.Owners.FirstOrDefault())
                .SelectMany(process =>
                {
                    var ports = process.Select(socket => socket.Port).ToHashSet();
                    int[] ids = [.. process.SelectMany(socket => socket.Owners).Select(owner => owner.Id).Distinct()];
                    return DomainPorts.DomainsOf(ports).Select(domain => new LocalProcess(
                        domain, [.. ids], process.Key.Name ?? "", ports.Contains(DomainPorts.Announcements(domain)) || ids.Any(hasLibrary)));
                })
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

    private static bool HasLibrary(int id) => ReadLines($"/proc/{id}/maps").Any(line => s_libraries.Any(name => line.Contains(name, StringComparison.Ordinal)));

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
