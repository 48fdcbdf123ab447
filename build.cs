#:property PublishAot=false
#:property GenerateDocumentationFile=true

// The build program. `./build.sh help` lists its targets; `./build.sh test` and `./build.sh demo` do all set-up themselves.

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Xml.Linq;

Directory.SetCurrentDirectory(Repo.Root);
string[] rest = [.. args.Skip(1)];
try
{
    switch (args.FirstOrDefault())
    {
        case "test": return Tests.Run(rest);
        case "demo": return Steps.Program("src/AmlIpNet.Cli", "amlip", ["demo", .. rest], Native.ToRun);
        case "amlip": return Steps.Program("src/AmlIpNet.Cli", "amlip", rest, Native.ToRun);
        case "fuzz": return Steps.Program("tests/AmlIpNet.Protocol.Fuzz", "AmlIpNet.Protocol.Fuzz", rest, []);
        case "bench": return Steps.Program("bench/AmlIpNet.Bench", "AmlIpNet.Bench", rest, [.. Native.ToRun, .. Native.ToMeasure]);
        case "setup": Native.Install([.. Native.ToRun, .. Native.ToTest]); break;
        case "interop": return Interop.Run(rest);
        case "pack": return Packages.Run(rest);
        case "restore": Steps.Restore(); break;
        case "build": Steps.Build(); break;
        case "format": Steps.Restore(); Steps.Format(); break;
        case "clean": Steps.Clean(); break;
        case null or "help" or "--help" or "-h": Steps.Help(); break;
        case var other: throw new BuildException($"There is no target '{other}'. `help` lists the targets.", 2);
    }
    return 0;
}
catch (BuildException failure)
{
    Console.Error.WriteLine($"build: {failure.Message}");
    return failure.ExitCode;
}

/// <summary>What the targets do.</summary>
internal static class Steps
{
    private const string Solution = "AmlIpNet.sln";

    public static void Help() =>
        Console.WriteLine("""
            ./build.sh <target>      (build.ps1 on Windows, or: dotnet run build.cs -- <target>)

              demo [ARGS]            install what it needs, build, run `amlip demo ARGS`
              test [--all] [--filter EXPRESSION]
                                     install what it needs, build, check the format, run the tests;
                                     --all adds the long ones (trait Category=Slow); of the tests on a real network up to three
                                     that fail are run again, alone, and are named if they pass then
              amlip ARGS             the same for any other command: ./build.sh amlip --help
              setup                  only install the native packages (Debian: apt-get, with sudo when not root)
              restore, build         fetch the packages; compile everything, warnings are errors
              pack [--accept] [--baseline]
                                     make the NuGet packages, in artifacts/packages, and compare their API with the baseline in api/;
                                     --accept writes down that it breaks it on purpose, --baseline makes it the new one
              format                 check the format (to repair it: dotnet format AmlIpNet.sln)
              fuzz [--inputs N]      feed mutated bytes to every decoder
              bench [ARGS]           measure
              interop                run the nodes against those of other DDS implementations and write docs/INTEROPERABILITY.md
                [--rti [--accept-rti-licence]]
                                     against RTI Connext too, on purpose only: tells RTI's terms, and with the second word, for whoever
                                     may agree to them, installs RTI's connector in a temporary folder and runs with it
              clean                  delete bin, obj and artifacts
            """);

    public static void Restore() => Check(Shell.Run("dotnet", ["restore", Solution], Console.Error), "The packages could not be restored: see above.");

    public static void Build(string what = Solution)
    {
        Console.Error.WriteLine($"Building {what}");
        Check(Shell.Run("dotnet", ["msbuild", what, "-restore", "-m", "-p:Configuration=Release", "-p:UseSharedCompilation=true", "-v:quiet", "-nologo"], Console.Error), "The build failed: see above.");
    }

    /// <summary>Checks the format of every file; what was found clean is not checked again until a source changes.</summary>
    public static void Format()
    {
        string stamp = Path.Combine("artifacts", "format.clean");
        string now = Repo.Fingerprint(".cs", ".csproj", ".props", ".targets", ".editorconfig");
        if (File.Exists(stamp) && File.ReadAllText(stamp) == now) return;
        const string remedy = $"The format is not clean. Repair it with: dotnet format {Solution} && dotnet format whitespace . --folder";
        Check(Shell.Run("dotnet", ["format", Solution, "--no-restore", "--verify-no-changes"], Console.Error), remedy);
        Check(Shell.Run("dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes"], Console.Error), remedy);
        Directory.CreateDirectory("artifacts");
        File.WriteAllText(stamp, now);
    }

    /// <summary>Builds one program of the repository and runs it in the caller's directory.</summary>
    public static int Program(string project, string assembly, string[] arguments, string[] packages)
    {
        Native.Install(packages);
        Build(project);
        return Shell.Run("dotnet", [Repo.Output(project, assembly), .. arguments], directory: Repo.CallersDirectory);
    }

    public static void Clean()
    {
        foreach (string folder in new[] { "src", "tests", "bench", "examples" }.Where(Directory.Exists))
            foreach (string project in Directory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories))
                foreach (string output in new[] { "bin", "obj" })
                    Remove(Path.Combine(Path.GetDirectoryName(project)!, output));
        Remove("artifacts");

        static void Remove(string path)
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
    }

    private static void Check(int exit, string message)
    {
        if (exit != 0) throw new BuildException(message, exit);
    }
}

/// <summary>The nodes against those of other DDS implementations.</summary>
internal static class Interop
{
    private const string Package = "rticonnextdds-connector", Version = "1.5.0";

    /// <summary>The tests write the page when the environment asks for it, and run with RTI's connector when it tells where that is.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Except(["--rti", "--accept-rti-licence"]).FirstOrDefault() is { } unknown)
            throw new BuildException($"interop does not know '{unknown}': interop [--rti [--accept-rti-licence]]", 2);
        Environment.SetEnvironmentVariable("AMLIPNET_RTI_CONNECTOR", null); // by this command alone
        if (!arguments.Contains("--rti")) return arguments.Length == 0 ? Tests() : throw new BuildException("--accept-rti-licence is about --rti: say both, or neither.", 2);
        Console.Error.WriteLine($"""
            RTI Connext is the property of Real-Time Innovations, Inc. Its connector for JavaScript (npm: {Package} {Version}) is used under your
            licence of RTI Connext Professional, if you have one, and else under RTI's "Software License for Non-Commercial Use #4040" alone. The
            file LICENSE.pdf of the package and RTI's site have its text, which counts, not this summary. Among other things:
              - downloading, installing or using it is agreeing to it;
              - it must not be used for a commercial purpose: in a project for commercial distribution, or internally for revenue or benefit;
              - it must not be used to compete with products that RTI sells;
              - it must not be redistributed.
            It is installed in a temporary folder, which is deleted at the end; nothing of it is kept in this repository.
            """);
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 } and not "false") throw new BuildException("This is a CI system (the variable CI is set): nobody is here to agree to RTI's terms.", 2);
        if (!arguments.Contains("--accept-rti-licence"))
            throw new BuildException("Nothing was installed or run. If you have read the terms and may agree to them: ./build.sh interop --rti --accept-rti-licence", 2);
        if (!Shell.Exists("npm") || !Shell.Exists("node")) throw new BuildException("npm or node is missing. On Debian: apt-get install nodejs npm", 2);
        string folder = Directory.CreateTempSubdirectory("amlipnet-rti-").FullName;
        try
        {
            int exit = Shell.Run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-package-lock", $"{Package}@{Version}"], Console.Error, directory: folder);
            if (exit != 0) throw new BuildException("RTI's connector could not be installed: see above.", exit);
            Environment.SetEnvironmentVariable("AMLIPNET_RTI_CONNECTOR", Path.Combine(folder, "node_modules", Package));
            return Tests();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Tests()
    {
        Native.Install([.. Native.ToRun, .. Native.ToTest]);
        Steps.Build("tests/AmlIpNet.Interop.Tests");
        Environment.SetEnvironmentVariable("AMLIPNET_INTEROP_PAGE", "1");
        int exit = Shell.Run("dotnet", ["test", Repo.Output("tests/AmlIpNet.Interop.Tests", "AmlIpNet.Interop.Tests"), "--filter", "FullyQualifiedName~.Matrix."]);
        Console.WriteLine("Written: docs/INTEROPERABILITY.md");
        return exit;
    }
}

/// <summary>The NuGet packages.</summary>
internal static class Packages
{
    private const string Baseline = "api";
    private static readonly string s_folder = Path.Combine("artifacts", "packages");

    public static int Run(string[] arguments)
    {
        if (arguments.Except(["--accept", "--baseline"]).FirstOrDefault() is { } unknown) throw new BuildException($"pack does not know '{unknown}': pack [--accept] [--baseline]", 2);
        Native.Install(Native.ToRun);
        Steps.Build();
        if (Directory.Exists(s_folder)) Directory.Delete(s_folder, recursive: true);
        string[] validation = arguments.Contains("--baseline") ? ["-p:DisablePackageBaselineValidation=true", "-p:ApiCompatPermitUnnecessarySuppressions=true"] : arguments.Contains("--accept") ? ["-p:ApiCompatGenerateSuppressionFile=true"] : [];
        int exit = Shell.Run("dotnet", ["msbuild", "src/Pack.proj", "-m", "-v:quiet", "-nologo", "-p:Configuration=Release", "-p:NoBuild=true", .. validation], Console.Error);
        if (exit != 0) throw new BuildException("The packages could not be made: see above. Where the API breaks on purpose, run it with --accept and say so in CHANGELOG.md.", 1);
        foreach (string package in Directory.GetFiles(s_folder).Order(StringComparer.Ordinal)) Console.WriteLine($"{new FileInfo(package).Length / 1024,7:N0} KiB  {package}");
        if (arguments.Contains("--baseline")) MakeBaseline();
        return 0;
    }

    /// <summary>What package validation needs of a package, and no more: its description and its reference assembly.</summary>
    private static void MakeBaseline()
    {
        Directory.CreateDirectory(Baseline);
        string[] old = [.. Directory.GetFiles(Baseline, "*.nupkg"), .. Directory.GetFiles("src", "CompatibilitySuppressions.xml", SearchOption.AllDirectories)];
        foreach (string file in old) File.Delete(file);
        foreach (string package in Directory.GetFiles(s_folder, "*.nupkg"))
        {
            using var source = ZipFile.OpenRead(package);
            var nuspec = source.Entries.First(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
            string name = Path.GetFileNameWithoutExtension(nuspec.FullName), library = $"lib/net10.0/{name}.dll";
            if (source.GetEntry(library) is null) continue; // a tool has no API
            using var target = ZipFile.Open(Path.Combine(Baseline, $"{name}.nupkg"), ZipArchiveMode.Create);
            using (var description = nuspec.Open()) Add(target, nuspec.FullName, WithoutSource(description));
            using var reference = File.OpenRead(Path.Combine("src", name, "obj", "Release", "net10.0", "ref", $"{name}.dll"));
            Add(target, library, reference);
        }

        // The branch and commit that it was packed from say nothing about the API.
        static Stream WithoutSource(Stream nuspec)
        {
            var description = XDocument.Load(nuspec, LoadOptions.PreserveWhitespace);
            description.Descendants().Where(element => element.Name.LocalName == "repository").Remove();
            var stream = new MemoryStream();
            description.Save(stream, SaveOptions.DisableFormatting);
            stream.Position = 0;
            return stream;
        }

        // The same content gives the same file.
        static void Add(ZipArchive archive, string name, Stream content)
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var stream = entry.Open();
            content.CopyTo(stream);
        }
    }
}

/// <summary>The tests: every project tests/*.Tests, one after the other, each in its own process.</summary>
internal static class Tests
{
    private static readonly string s_results = Path.Combine("artifacts", "test-results");
    private static readonly TimeSpan s_testLimit = TimeSpan.FromMinutes(10);
    private static int s_passed, s_failed, s_skipped, s_flaky;

    // Tests of these run on a real engine or in processes of their own: a machine that others keep busy can be too slow for one of them once. The rest has no such excuse.
    private static readonly string[] s_onRealTime = ["Artifacts", "Chaos", "Cli", "CycloneDds", "DataSpace", "Examples", "Hosting", "Interop", "Nodes", "Packages", "Scripting"];

    public static int Run(string[] arguments)
    {
        (bool all, string? filter) = Parse(arguments);
        Try("Set-up", () => Native.Install([.. Native.ToRun, .. Native.ToTest]));
        if (s_failed == 0) Try("Build", () => Steps.Build());
        if (s_failed == 0)
        {
            Try("Format", Steps.Format);
            RunProjects(all, filter);
        }
        if (s_flaky > 0) Console.WriteLine($"{s_flaky} of the passed failed at first and passed when run again: see FLAKY above");
        Console.WriteLine($"{s_passed} passed, {s_failed} failed{(s_skipped > 0 ? $", {s_skipped} skipped" : "")}");
        return s_failed > 0 ? 1 : 0;
    }

    private static (bool All, string? Filter) Parse(string[] arguments)
    {
        bool all = false;
        string? filter = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--all") all = true;
            else if (arguments[i] == "--filter" && i + 1 < arguments.Length) filter = arguments[++i];
            else throw new BuildException($"test does not know '{arguments[i]}': test [--all] [--filter EXPRESSION]", 2);
        }
        return (all, filter);
    }

    private static void RunProjects(bool all, string? filter)
    {
        if (Directory.Exists(s_results)) Directory.Delete(s_results, recursive: true);
        Directory.CreateDirectory(s_results);
        string[] conditions = [.. filter is null ? [] : new[] { filter }, .. all ? [] : new[] { "Category!=Slow" }];
        foreach (string project in Directory.GetDirectories("tests", "*.Tests").Order(StringComparer.Ordinal))
            RunProject(project, string.Join('&', conditions.Select(one => $"({one})")), mayBeEmpty: filter is not null, all);
        if (s_passed + s_failed == 0) Fail("No test ran", filter is null ? "tests/ holds no *.Tests project" : $"nothing matches '{filter}'");
    }

    private static void RunProject(string project, string filter, bool mayBeEmpty, bool all)
    {
        string name = Path.GetFileName(project), assembly = Repo.Output(project, name);
        string trx = Path.Combine(s_results, $"{name}.trx"), log = Path.Combine(s_results, $"{name}.log");
        if (!File.Exists(assembly))
        {
            Fail(name, $"it was not built; add it to the solution: dotnet sln add {project}");
            return;
        }
        var limit = TimeSpan.FromMinutes(all ? 120 : 20);
        var clock = Stopwatch.StartNew();
        int exit;
        using (var output = new StreamWriter(log)) exit = Shell.Run("dotnet", [
            "test", assembly, "--logger", $"trx;LogFileName={name}.trx", "--results-directory", s_results,
            "--blame-hang-timeout", $"{s_testLimit.TotalMinutes}m", "--blame-hang-dump-type", "none",
            .. filter.Length > 0 ? new[] { "--filter", filter } : []], output, limit: limit);
        var results = File.Exists(trx) ? Trx.Read(trx) : [];
        int passed = results.Count(test => test.Outcome == "Passed"), skipped = results.Count(test => test.Outcome == "NotExecuted");
        int failed = results.Count - passed - skipped;
        if (failed is > 0 and <= 3 && exit != Shell.TimedOut && s_onRealTime.Contains(name.Split('.')[1]))
        {
            string[] flaky = RunAgain(name, assembly, [.. results.Where(test => test.Outcome == "Failed")]);
            results.RemoveAll(test => flaky.Contains(test.Name));
            (passed, failed, s_flaky) = (passed + flaky.Length, failed - flaky.Length, s_flaky + flaky.Length);
            if (failed == 0) exit = 0;
        }
        (s_passed, s_failed, s_skipped) = (s_passed + passed, s_failed + failed, s_skipped + skipped);
        if (passed + failed + skipped > 0) Console.WriteLine($"{name}: {passed} passed, {failed} failed, {skipped} skipped in {clock.Elapsed.TotalSeconds:F1} s");
        foreach (var test in results.Where(test => test.Outcome != "Passed"))
            Console.WriteLine($"  {(test.Outcome == "NotExecuted" ? "skipped" : "FAILED")} {test.Name}: {test.Message}");
        if (exit == Shell.TimedOut) Fail(name, $"it did not end within {limit.TotalMinutes:F0} minutes and was stopped; its output is in {log}");
        else if (exit != 0 && failed == 0) Fail(name, $"the test process crashed or hung (exit code {exit}); the end of {log}:\n{Repo.Tail(log, 15)}");
        else if (passed + failed + skipped == 0 && !mayBeEmpty) Fail(name, $"it ran no test; its output is in {log}");
    }

    /// <summary>Runs tests that failed once more, alone, and names those that pass now.</summary>
    private static string[] RunAgain(string name, string assembly, (string Name, string Outcome, string Message)[] tests)
    {
        string trx = Path.Combine(s_results, $"{name}.again.trx"), log = Path.Combine(s_results, $"{name}.again.log");
        string filter = string.Join('|', tests.Select(test => $"FullyQualifiedName={test.Name.Split('(')[0]}").Distinct());
        using (var output = new StreamWriter(log)) Shell.Run("dotnet", [
            "test", assembly, "--logger", $"trx;LogFileName={Path.GetFileName(trx)}", "--results-directory", s_results, "--filter", filter], output, limit: s_testLimit);
        string[] passed = File.Exists(trx) ? [.. Trx.Read(trx).Where(test => test.Outcome == "Passed").Select(test => test.Name)] : [];
        var flaky = tests.Where(test => passed.Contains(test.Name)).ToArray();
        foreach (var test in flaky) Console.WriteLine($"  FLAKY {test.Name}: passed when run again; at first: {test.Message}");
        return [.. flaky.Select(test => test.Name)];
    }

    private static void Try(string step, Action action)
    {
        try
        {
            action();
        }
        catch (BuildException failure) when (failure.ExitCode != BuildException.Stopped)
        {
            Fail(step, failure.Message);
        }
    }

    /// <summary>What goes wrong beside a test counts as one failure, so that the last line never looks green.</summary>
    private static void Fail(string what, string why)
    {
        s_failed++;
        Console.WriteLine($"FAILED {what}: {why}");
    }
}

/// <summary>The results of one test project, as the test host wrote them.</summary>
internal static class Trx
{
    public static List<(string Name, string Outcome, string Message)> Read(string path)
    {
        var root = XDocument.Load(path).Root!;
        var space = root.Name.Namespace;
        return [.. root.Descendants(space + "UnitTestResult").Select(test => (
            (string)test.Attribute("testName")!,
            (string?)test.Attribute("outcome") ?? "Failed",
            string.Join('\n', test.Descendants().Where(part => part.Name.LocalName is "Message" or "StackTrace" or "StdOut").SelectMany(Lines))))];

        static IEnumerable<string> Lines(XElement part) =>
            part.Value.TrimEnd().Split('\n').Where(line => !line.StartsWith("   at System.", StringComparison.Ordinal));
    }
}

/// <summary>The native packages: what is missing is installed, and nothing is called when all is there.</summary>
internal static class Native
{
    public static readonly string[] ToRun = ["libddsc0debian"];
    public static readonly string[] ToMeasure = ["cyclonedds-tools"];
    public static readonly string[] ToTest = ["cyclonedds-tools", "cyclonedds-dev", "libfastrtps-dev", "g++", "gcc", "python3"];
    private static readonly string s_unknown = Path.Combine("artifacts", "packages.unknown");

    public static void Install(string[] packages)
    {
        string[] missing = Missing(packages);
        if (missing.Length > 0 && Shell.Exists("apt-get")) missing = InstallByApt(missing);
        if (missing.Length == 0) return;
        if (!CycloneLoads())
            throw new BuildException($"""
                Eclipse Cyclone DDS 0.10 is missing, and AmlIpNet sends nothing without it.
                Debian and its descendants: as root, apt-get install {string.Join(' ', missing)}
                Elsewhere: build Eclipse Cyclone DDS 0.10.x from its sources (project eclipse-cyclonedds/cyclonedds), set AMLIPNET_DDSC to the
                path of its library (libddsc.so, libddsc.dylib or ddsc.dll), and run this again.
                """, 2);
        Console.Error.WriteLine($"Going on without {string.Join(", ", missing)}: the tests that need them are skipped and say so.");
    }

    private static string[] InstallByApt(string[] missing)
    {
        // What this system's package lists do not have was asked for once; asking again would update the lists on every run.
        string[] unknown = File.Exists(s_unknown) ? File.ReadAllLines(s_unknown) : [];
        if (!missing.Except(unknown).Any()) return missing;
        Console.Error.WriteLine($"Installing {string.Join(' ', missing)} (apt-get)");
        bool listsExist = Directory.Exists("/var/lib/apt/lists") && Directory.GetFiles("/var/lib/apt/lists", "*Packages*").Length > 0;
        if (!listsExist || !Install())
        {
            Apt(["update", "-q"]);
            Install();
        }
        Directory.CreateDirectory("artifacts");
        File.WriteAllLines(s_unknown, missing.Where(package => !Known(package)));
        return Missing(missing);

        // A package that this system does not know must not keep the others away.
        bool Install()
        {
            string[] known = [.. missing.Where(Known)];
            return known.Length > 0 && Apt(["install", "-y", "-q", "--no-install-recommends", .. known]) == 0 && known.Length == missing.Length;
        }

        static bool Known(string package) => Shell.Read("apt-cache", ["show", "--no-all-versions", package]).Exit == 0;
    }

    private static int Apt(string[] arguments)
    {
        string[] command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600", .. arguments];
        if (!Environment.IsPrivilegedProcess && !Shell.Exists("sudo")) return 1;
        if (!Environment.IsPrivilegedProcess) command = ["sudo", .. Console.IsInputRedirected ? new[] { "-n" } : [], .. command];
        return Shell.Run(command[0], command[1..], Console.Error);
    }

    private static string[] Missing(string[] packages)
    {
        if (!Shell.Exists("dpkg-query")) return packages;
        var installed = Shell.Read("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n", .. packages]).Output.Split('\n');
        return [.. packages.Where(package => !installed.Contains($"{package} installed"))];
    }

    // The names, and the variable, by which the Cyclone engine looks for its library.
    private static bool CycloneLoads() =>
        (Environment.GetEnvironmentVariable("AMLIPNET_DDSC") is { Length: > 0 } path
            ? [path]
            : new[] { "libddsc.so.0debian", "libddsc.so.0", "libddsc.so", "ddsc.dll", "libddsc.dylib" })
        .Any(name => NativeLibrary.TryLoad(name, out _));
}

/// <summary>Child processes; none outlives this program. Standard output belongs to the program that was asked for: builders write to standard error.</summary>
internal static class Shell
{
    public const int TimedOut = 124;
    private static readonly CancellationTokenSource s_stop = new();
    private static readonly PosixSignalRegistration[] s_signals =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    private static Process? s_running;

    public static int Run(string file, IEnumerable<string> arguments, TextWriter? output = null, string? directory = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, WorkingDirectory = directory ?? "" };
        start.RedirectStandardOutput = start.RedirectStandardError = output is not null;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // build nodes that stay behind could hold a CI system's pipes open
        using var process = Start(start);
        if (output is not null)
        {
            var lines = TextWriter.Synchronized(output);
            process.OutputDataReceived += (_, line) => Write(lines, line.Data);
            process.ErrorDataReceived += (_, line) => Write(lines, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        s_running = process;
        try
        {
            Task.WhenAny(process.WaitForExitAsync(), Task.Delay(limit ?? Timeout.InfiniteTimeSpan, s_stop.Token)).Wait();
            // The signal reached the child too: it has ten seconds to leave by itself.
            bool ended = process.WaitForExit(s_stop.IsCancellationRequested ? TimeSpan.FromSeconds(10) : TimeSpan.Zero);
            if (!ended) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            if (s_stop.IsCancellationRequested) throw new BuildException("stopped", BuildException.Stopped);
            return ended ? process.ExitCode : TimedOut;
        }
        finally
        {
            s_running = null;
        }

        static void Write(TextWriter output, string? line)
        {
            if (line is not null) output.WriteLine(line);
        }
    }

    public static (int Exit, string Output) Read(string file, IEnumerable<string> arguments)
    {
        using var process = Start(new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new BuildException($"'{start.FileName}' could not be started ({failure.Message}). Is it installed and on the PATH?", 2);
        }
    }

    private static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        // A terminal sends Ctrl-C to the child as well; a plain kill reaches this process alone.
        if (context.Signal != PosixSignal.SIGINT && s_running is { } process && !OperatingSystem.IsWindows()) Read("kill", [$"{process.Id}"]);
        s_stop.Cancel();
    }
}

/// <summary>Where things are.</summary>
internal static class Repo
{
    public static readonly string Root = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
    public static readonly string CallersDirectory = Environment.CurrentDirectory;

    public static string Output(string project, string assembly) => Path.Combine(Root, project, "bin", "Release", "net10.0", $"{assembly}.dll");

    public static string Tail(string path, int lines) => string.Join('\n', File.ReadLines(path).Where(line => line.Length > 0 && !line.StartsWith("   at ", StringComparison.Ordinal)).TakeLast(lines));

    public static string Fingerprint(params string[] endings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] produced = [$"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"];
        var files = Directory.EnumerateFiles(".", "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(file.EndsWith) && !produced.Any(file.Contains))
            .Order(StringComparer.Ordinal);
        foreach (string file in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(file));
            hash.AppendData(File.ReadAllBytes(file));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

/// <summary>A failure whose message says what to do about it; no stack trace is shown.</summary>
internal sealed class BuildException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code after Ctrl-C.</summary>
    public const int Stopped = 130;

    public int ExitCode => exitCode;
}
