using System.Security.Cryptography;
using AmlIpNet.Cli.Demo.Data;

namespace AmlIpNet.Cli.Tests.Data;

/// <summary>Writes small files of digits: image i has label i and its bits in a box of 8 pixels a row at (2, 3).</summary>
internal static class DigitsFileWriter
{
    public static byte[] Write(byte[][] images)
    {
        var content = new List<byte>([.. "AMLDIGIT"u8, 1, 0, DigitSet.Side, 0, DigitSet.Classes, 0]);
        for (var label = 0; label < DigitSet.Classes; label++) content.AddRange([(byte)(label < images.Length ? 1 : 0), 0]);
        foreach (var image in images)
        {
            if (image.Length == 0) content.AddRange([0, 0, 0, 0]);
            else content.AddRange([2, 3, (byte)image.Length, 8, .. image]);
        }

        return Sign([.. content]);
    }

    /// <summary>So many blank images of each label.</summary>
    public static byte[] Blank(byte each)
    {
        var content = new List<byte>([.. "AMLDIGIT"u8, 1, 0, DigitSet.Side, 0, DigitSet.Classes, 0]);
        for (var label = 0; label < DigitSet.Classes; label++) content.AddRange([each, 0]);
        content.AddRange(new byte[4 * DigitSet.Classes * each]);
        return Sign([.. content]);
    }

    public static byte[] Sign(byte[] content) => [.. content, .. SHA256.HashData(content)];
}
