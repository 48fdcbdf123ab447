namespace AmlIpNet.Scripting.Tests.Kit;

/// <summary>A C program, compiled with every warning as an error, in a folder of its own until it is disposed.</summary>
internal sealed class CProgram : IDisposable
{
    private readonly string _folder;

    private CProgram(string folder) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder, "program");

    /// <summary>Compiles a file.</summary>
    public static async Task<CProgram> CompileAsync(string file) => await CompileTextAsync(await File.ReadAllTextAsync(file));

    /// <summary>Compiles a text.</summary>
    public static async Task<CProgram> CompileTextAsync(string text)
    {
        var program = new CProgram(Directory.CreateTempSubdirectory("amlipnet-c-").FullName);
        string source = System.IO.Path.Combine(program._folder, "program.c");
        await File.WriteAllTextAsync(source, text);
        string include = System.IO.Path.Combine(Place.Root, "src", "AmlIpNet.Native", "include");
        await using var gcc = ChildProcess.Start(Tools.Gcc,
            ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", $"-I{include}", source, "-o", program.Path, "-ldl", "-lpthread"]);
        await Run.ToEndAsync(gcc);
        return program;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
