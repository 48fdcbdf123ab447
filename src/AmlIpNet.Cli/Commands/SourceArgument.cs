using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>Sources as a user writes them: NAME=FILE.</summary>
internal static class SourceArgument
{
    /// <exception cref="BadInputException">One is not written so, or its file is missing.</exception>
    public static IEnumerable<DataSource> Read(IEnumerable<string> texts, string option, bool isReplica)
    {
        foreach (string text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } path]) throw new BadInputException($"The option {option} is '{text}': write NAME=FILE, such as measurements=alice.csv.");
            if (!File.Exists(path)) throw new BadInputException($"The file {path} of {option} {name} is missing: give the path of a readable file.");
            yield return new DataSource(name, Path.GetFullPath(path), isReplica);
        }
    }
}
