using System.Globalization;

namespace AmlIpNet.Testing;

/// <summary>What happened: always as a hash, which is the same for the same history, and as text when it is asked for.</summary>
internal sealed class SimTrace(bool isRecording)
{
    public bool IsRecording { get; } = isRecording;

    public ulong Hash { get; private set; } = 0xcbf29ce484222325;

    public List<string> Lines { get; } = [];

    public void Fold(ulong value) => Hash = Prng.Mix(Hash ^ value) + 0x9E3779B97F4A7C15;

    public void Write(TimeSpan at, string who, string what) =>
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,11:F6}  {who,-22} {what}"));
}
