using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Demo.Picture;

/// <summary>Where the demo's picture goes.</summary>
internal sealed class PictureFile
{
    public const string DefaultName = "amlip-demo.svg";

    private readonly string _path;
    private readonly bool _asked;

    private PictureFile(string path, bool asked)
    {
        _path = path;
        _asked = asked;
    }

    /// <param name="path">What the user asked for; null for the default in the current folder.</param>
    /// <exception cref="BadInputException">The user's file cannot be written: better to know before the training than after it.</exception>
    public static PictureFile At(string? path)
    {
        var file = new PictureFile(Path.GetFullPath(path is null or "" ? DefaultName : path), path is not null);
        if (!file._asked) return file;
        try
        {
            var isNew = !File.Exists(file._path);
            using (new FileStream(file._path, FileMode.Append, FileAccess.Write)) { }
            if (isNew) File.Delete(file._path); // a demo that fails leaves no empty file
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The picture {file._path} cannot be written ({error.Message.TrimEnd('.')}): give --picture a file in a folder that exists and that you may write to.", error);
        }
    }

    /// <summary>Writes the picture if there is one.</summary>
    /// <param name="svg">Its text.</param>
    /// <param name="problem">Why there is no file, in words; null when all is well.</param>
    /// <returns>The path of the file; null without one.</returns>
    public string? TryWrite(string? svg, out string? problem)
    {
        problem = null;
        if (svg is null) return null;
        try
        {
            File.WriteAllText(_path, svg);
            return _path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"The picture could not be written to {_path}: {error.Message.TrimEnd('.')}. Choose another place with --picture FILE.";
            return null;
        }
    }
}
