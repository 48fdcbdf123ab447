using System.Xml;
using System.Xml.Linq;

namespace AmlIpNet.Dds;

/// <summary>Reads the libraries and profiles of a DDS-XML file.</summary>
internal static class QosXmlReader
{
    public const int MaxFileBytes = 1 << 20;

    public static QosFile ReadFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
                throw new QosException($"The QoS file {path} has {stream.Length:N0} bytes, above the limit of {MaxFileBytes:N0}: keep only the profiles that you change.");
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new QosException($"The QoS file {path} cannot be read: {error.Message} Check the option {nameof(NetworkOptions.QosFile)}.", error);
        }
    }

    public static QosFile Read(Stream stream, string name)
    {
        try
        {
            // No DTD: it could name other files, or blow up a small file into a huge one.
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxFileBytes };
            using var xml = XmlReader.Create(stream, settings);
            var document = XDocument.Load(xml, LoadOptions.SetLineInfo);
            return ReadDocument(new QosXmlElement(document.Root!, name));
        }
        catch (XmlException error)
        {
            throw new QosException($"{name}, line {error.LineNumber}: this is no XML that a QoS file may hold: {error.Message}", error);
        }
    }

    private static QosFile ReadDocument(QosXmlElement root)
    {
        if (root.Name != "dds") throw root.Error($"the file starts with <{root.Name}>, allowed: dds");
        root.RequireAttributes();
        var profiles = new Dictionary<string, QosProfile>();
        foreach (var library in root.Children("qos_library"))
        {
            library.RequireAttributes("name");
            string libraryName = library.RequiredAttribute("name");
            foreach (var element in library.Children("qos_profile"))
            {
                var profile = ReadProfile(element, libraryName);
                if (!profiles.TryAdd(profile.Name, profile)) throw element.Error($"the profile {profile.Name} stands twice in this file");
            }
        }

        return new QosFile(root.File, profiles);
    }

    private static QosProfile ReadProfile(QosXmlElement element, string library)
    {
        element.RequireAttributes("name", "base_name");
        string name = $"{library}::{element.RequiredAttribute("name")}";
        string? baseName = element.Attribute("base_name");
        if (baseName?.Contains("::") == false) baseName = $"{library}::{baseName}";
        var members = element.Members("domain_participant_qos", "datawriter_qos", "datareader_qos", "publisher_qos", "subscriber_qos");
        var profile = new QosProfile(name, baseName, element, [], [], []);
        if (members.TryGetValue("domain_participant_qos", out var participant)) QosXmlProperties.ReadParticipant(participant, profile.Participant);
        if (members.TryGetValue("datawriter_qos", out var writer)) QosXmlPolicies.ReadWriter(writer, profile.Writer);
        if (members.TryGetValue("datareader_qos", out var reader)) QosXmlPolicies.ReadReader(reader, profile.Reader);
        if (members.TryGetValue("publisher_qos", out var publisher)) QosXmlPolicies.ReadGroup(publisher, profile.Writer);
        if (members.TryGetValue("subscriber_qos", out var subscriber)) QosXmlPolicies.ReadGroup(subscriber, profile.Reader);
        return profile;
    }
}
