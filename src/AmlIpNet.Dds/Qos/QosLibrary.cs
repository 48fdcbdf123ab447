namespace AmlIpNet.Dds;

/// <summary>
/// The QoS profiles of the shipped <c>qos/amlipnet_qos.xml</c> and of the user's file: DDS-XML 1.0, of which every element is either
/// applied or refused by name. A profile is named <c>library::profile</c>, as in <c>amlip::request</c>.
/// </summary>
public sealed class QosLibrary
{
    private const string ShippedFile = "amlipnet_qos.xml";
    private static readonly Lazy<QosLibrary> s_default = new(() => new QosLibrary(ReadShipped()));
    private readonly Dictionary<string, EndpointQos> _writers = [];
    private readonly Dictionary<string, EndpointQos> _readers = [];
    private readonly Dictionary<string, ParticipantQos> _participants = [];
    private readonly string _files;

    private QosLibrary(params QosFile[] layers)
    {
        _files = string.Join(", then ", layers.Reverse().Select(layer => layer.Name));
        foreach (var profile in layers.SelectMany(layer => layer.Profiles.Values))
        {
            var lineage = QosFile.Lineage(layers, profile);
            _writers[profile.Name] = profile.Build(lineage, p => p.Writer);
            _readers[profile.Name] = profile.Build(lineage, p => p.Reader);
            _participants[profile.Name] = profile.BuildParticipant(lineage);
        }
    }

    /// <summary>The shipped profiles alone.</summary>
    public static QosLibrary Default => s_default.Value;

    /// <summary>The names of all profiles, sorted.</summary>
    public IReadOnlyList<string> Profiles => [.. _writers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Reads the user's profiles on top of the shipped ones. They replace shipped profiles of the same name. A <c>base_name</c> means a profile
    /// of the same file, or else a shipped one; a profile whose base has its own name changes the shipped one.
    /// </summary>
    /// <param name="userFile">The file, at most 1 MiB; null for the shipped profiles alone.</param>
    /// <exception cref="QosException">The file cannot be read, or says something that is not understood: the message gives the line.</exception>
    public static QosLibrary Load(string? userFile) =>
        userFile is null ? Default : new QosLibrary(ReadShipped(), QosXmlReader.ReadFile(userFile));

    /// <summary>What writers of this profile offer.</summary>
    /// <exception cref="QosException">There is no such profile.</exception>
    public EndpointQos GetWriterQos(string profile) => Get(_writers, profile);

    /// <summary>What readers of this profile request.</summary>
    /// <exception cref="QosException">There is no such profile.</exception>
    public EndpointQos GetReaderQos(string profile) => Get(_readers, profile);

    /// <summary>What participants of this profile do about what the network loses. A name without a library is one of <c>network</c>, where the shipped
    /// ones are: <c>default</c>, <c>low_latency</c>, <c>lossy_network</c>.</summary>
    /// <exception cref="QosException">There is no such profile.</exception>
    public ParticipantQos GetParticipantQos(string profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Get(_participants, profile.Contains("::", StringComparison.Ordinal) ? profile : $"network::{profile}");
    }

    private T Get<T>(Dictionary<string, T> all, string profile) => all.TryGetValue(profile, out var qos)
        ? qos
        : throw new QosException($"There is no QoS profile '{profile}' in {_files}. Use one of: {string.Join(", ", Profiles)}.");

    private static QosFile ReadShipped()
    {
        using var stream = typeof(QosLibrary).Assembly.GetManifestResourceStream(ShippedFile)!;
        return QosXmlReader.Read(stream, ShippedFile);
    }
}
