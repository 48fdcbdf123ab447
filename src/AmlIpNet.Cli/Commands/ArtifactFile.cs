using System.Text;
using AmlIpNet.Artifacts;
using AmlIpNet.Cli.Running;

namespace AmlIpNet.Cli.Commands;

/// <summary>Reads the file of an artifact, JSON or YAML.</summary>
internal static class ArtifactFile
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BadInputException">The file cannot be read.</exception>
    /// <exception cref="InvalidArtifactException">It is no artifact.</exception>
    public static async Task<Artifact> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await JobFile.ReadAsync(path, 4 * ArtifactText.MaxLength, cancellationToken);
        try
        {
            return ArtifactText.Read(s_strict.GetString(bytes.Span).TrimStart('\ufeff'));
        }
        catch (DecoderFallbackException error)
        {
            throw new BadInputException($"The file {path} is not UTF-8: write it in UTF-8.", error);
        }
    }
}
