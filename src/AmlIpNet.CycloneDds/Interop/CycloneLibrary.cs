using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AmlIpNet.CycloneDds;

/// <summary>Finds Cyclone's shared library, once per process, and makes sure that it is one that this engine knows.</summary>
internal static unsafe partial class CycloneLibrary
{
    /// <summary>The environment variable that names the library to load instead of the usual ones.</summary>
    public const string PathVariable = "AMLIPNET_DDSC";

    private const string SupportedVersion = "0.10.";

    // The package for linux-x64 carries the library and those that only Debian names so; they must be there before it is.
    private static readonly string[] s_packagedNeeds = ["libiceoryx_platform.so.2", "libiceoryx_hoofs.so.2", "libiceoryx_posh.so.2", "libiceoryx_binding_c.so.2"];
    private static readonly string[] s_names = ["libddsc.so.0.10.2", "libddsc.so.0debian", "libddsc.so.0", "libddsc.so", "ddsc.dll", "libddsc.dylib"];
    private static readonly Lock s_gate = new();
    private static nint s_handle;
    private static bool s_resolverSet;
    private static volatile bool s_ready;

    /// <summary>Loads the library, or does nothing when it is loaded.</summary>
    /// <exception cref="EngineUnavailableException">It is missing, or has another version.</exception>
    public static void Load()
    {
        if (s_ready) return;
        lock (s_gate)
        {
            if (s_ready) return;
            if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path) s_handle = Open([path]);
            else
            {
                if (OperatingSystem.IsLinux()) foreach (string need in s_packagedNeeds) TryLoad(need, out _);
                s_handle = Open(s_names);
            }

            if (!s_resolverSet) NativeLibrary.SetDllImportResolver(typeof(CycloneLibrary).Assembly, static (_, _, _) => s_handle);
            s_resolverSet = true;
            CheckLayout();
            s_ready = true;
        }
    }

    /// <summary>The file of the loaded library, or "" where the system does not tell.</summary>
    public static string FileName
    {
        get
        {
            Load();
            return FileOf(Symbol("dds_create_topic_sertype")) ?? "";
        }
    }

    /// <summary>The address of an exported symbol.</summary>
    public static nint Symbol(string name) => NativeLibrary.GetExport(s_handle, name);

    /// <summary>Opens the first of the names that exists and checks its version.</summary>
    internal static nint Open(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!TryLoad(name, out nint handle)) continue;
            if (Objection(handle) is not { } objection) return handle;
            NativeLibrary.Free(handle);
            throw Refuse(name, objection);
        }

        throw new EngineUnavailableException(
            $"Cyclone DDS's library is not installed, or lacks a library that it needs (tried {string.Join(", ", names)}{Reason(names)}). On Debian or Ubuntu run " +
            $"`apt-get install libddsc0debian`; elsewhere install Cyclone DDS 0.10 and set {PathVariable} to its library's path.");
    }

    /// <summary>Looks where packages have their native libraries, too: the host knows that place of a package that was referenced; in a tool it
    /// is beside the program.</summary>
    private static bool TryLoad(string name, out nint handle) =>
        NativeLibrary.TryLoad(BesideProgram(name), out handle) || NativeLibrary.TryLoad(name, typeof(CycloneLibrary).Assembly, null, out handle);

    private static string BesideProgram(string name) => Path.Combine(AppContext.BaseDirectory, "runtimes", PackagedFor(RuntimeInformation.RuntimeIdentifier), "native", name);

    /// <summary>The name of the packages' folder. A .NET that a distribution built calls its machine ubuntu.24.04-x64 or so, where the package has linux-x64.</summary>
    internal static string PackagedFor(string runtime) =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && !runtime.Contains("musl", StringComparison.Ordinal) && !runtime.StartsWith("alpine", StringComparison.Ordinal)
            ? "linux-x64" : runtime;

    private static string Reason(IReadOnlyList<string> names)
    {
        try
        {
            NativeLibrary.Load(File.Exists(BesideProgram(names[0])) ? BesideProgram(names[0]) : names[0], typeof(CycloneLibrary).Assembly, null);
            return "";
        }
        catch (DllNotFoundException error)
        {
            return MissingNeed(error.Message, names) is { } missing ? $"; {missing}, which it needs, is missing" : "";
        }
    }

    /// <summary>The library that the system misses by its own words, if it is another one than was asked for.</summary>
    internal static string? MissingNeed(string said, IReadOnlyList<string> names) => MissingLibrary().Matches(said).Select(match => match.Groups[1].Value)
        .FirstOrDefault(missing => !names.Any(name => missing.Contains(Path.GetFileNameWithoutExtension(name), StringComparison.Ordinal)));

    /// <summary>What is wrong with a library, or null.</summary>
    private static string? Objection(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "dds_create_topic_sertype", out nint symbol)) return "is no Cyclone DDS library, or one before 0.8";
        var version = VersionInFileName().Match(FileOf(symbol) ?? "");
        return version.Success && !version.Groups[1].Value.StartsWith(SupportedVersion, StringComparison.Ordinal) ? $"is version {version.Groups[1].Value}" : null;
    }

    private static EngineUnavailableException Refuse(string name, string what) => new(
        $"The library {name} {what}; this engine knows Cyclone DDS {SupportedVersion}x only. On Debian or Ubuntu run `apt-get install libddsc0debian`, " +
        $"or set {PathVariable} to the path of a Cyclone DDS {SupportedVersion}x library.");

    /// <summary>The file that a symbol comes from, links resolved (libddsc.so.0.10.2), or null where the system does not tell.</summary>
    private static string? FileOf(nint symbol)
    {
        if (!OperatingSystem.IsLinux()) return null;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int dash = line.IndexOf('-'), space = line.IndexOf(' '), slash = line.IndexOf('/');
            if (slash < 0) continue;
            nint start = nint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber);
            nint end = nint.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber);
            if (symbol >= start && symbol < end) return line[slash..];
        }

        return null;
    }

    [GeneratedRegex(@"([\w.+-]+): cannot open shared object file")]
    private static partial Regex MissingLibrary();

    [GeneratedRegex(@"\.so\.(\d+\.\d+\.\d+)$")]
    private static partial Regex VersionInFileName();

    /// <summary>
    /// Lets the library fill a sertype and a serdata and looks whether every field lies where <see cref="Interop"/> has
    /// it: samples are exchanged through these structures, and a library built otherwise would corrupt memory.
    /// </summary>
    private static void CheckLayout()
    {
        const byte Untouched = 0xa5;
        const int Room = 256;
        var ops = stackalloc byte[Room];
        var typeBytes = stackalloc byte[Room];
        var dataBytes = stackalloc byte[Room];
        new Span<byte>(ops, Room).Clear();
        new Span<byte>(typeBytes, Room).Fill(Untouched);
        new Span<byte>(dataBytes, Room).Fill(Untouched);
        var type = (Interop.ddsi_sertype*)typeBytes;
        var data = (Interop.ddsi_serdata*)dataBytes;
        var typeOps = (Interop.ddsi_sertype_ops*)ops;
        var dataOps = (Interop.ddsi_serdata_ops*)ops;
        bool asExpected = sizeof(Interop.ddsi_sertype) == 80 && sizeof(Interop.ddsi_serdata) == 72;
        fixed (byte* name = "layout\0"u8)
        {
            Interop.ddsi_sertype_init_flags(type, name, typeOps, dataOps, Interop.DDSI_SERTYPE_FLAG_TOPICKIND_NO_KEY);
        }

        asExpected &= type->ops == typeOps && type->serdata_ops == dataOps && type->flags_refc == 1 && (type->flags & 7) == 1
            && type->gv == 0 && type->base_sertype == null && type->wrapped_sertopic == 0 && type->iox_size == 0;
        asExpected &= !new ReadOnlySpan<byte>(typeBytes + sizeof(Interop.ddsi_sertype), Room - sizeof(Interop.ddsi_sertype)).ContainsAnyExcept(Untouched);
        if (asExpected)
        {
            Interop.ddsi_serdata_init(data, type, Interop.SDK_DATA);
            asExpected = data->ops == dataOps && data->refc == 1 && data->kind == Interop.SDK_DATA && data->type == type
                && data->statusinfo == 0 && data->timestamp == long.MinValue && data->twrite == long.MinValue && data->iox_chunk == 0 && data->iox_subscriber == 0
                && !new ReadOnlySpan<byte>(dataBytes + sizeof(Interop.ddsi_serdata), Room - sizeof(Interop.ddsi_serdata)).ContainsAnyExcept(Untouched);
            type->flags_refc = 0;
            Interop.ddsi_sertype_fini(type);
        }

        if (!asExpected) throw Refuse("ddsc", "lays out its samples in an unknown way");
    }
}
