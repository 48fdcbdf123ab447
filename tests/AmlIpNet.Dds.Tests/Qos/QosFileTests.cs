using System.Text;

namespace AmlIpNet.Dds.Tests;

public sealed class QosFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"amlipnet-qos-{Guid.NewGuid():N}.xml");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Without_a_file_the_shipped_profiles_hold() => Assert.Same(QosLibrary.Default, QosLibrary.Load(null));

    [Fact]
    public void A_profile_replaces_the_shipped_one_of_its_name_and_no_other()
    {
        var library = Load("""
            <qos_library name="amlip"><qos_profile name="request">
              <datawriter_qos><history><kind>KEEP_LAST_HISTORY_QOS</kind><depth>7</depth></history></datawriter_qos>
            </qos_profile></qos_library>
            """);
        Assert.Equal(new EndpointQos { History = History.KeepLast(7) }, library.GetWriterQos("amlip::request"));
        Assert.Equal(new EndpointQos(), library.GetReaderQos("amlip::request"));
        Assert.Equal(QosLibrary.Default.GetWriterQos("amlip::target"), library.GetWriterQos("amlip::target"));
    }

    [Fact]
    public void A_profile_may_build_on_shipped_ones_and_change_the_one_of_its_own_name()
    {
        var library = Load("""
            <qos_library name="amlip"><qos_profile name="request" base_name="request">
              <datawriter_qos><history><depth>7</depth></history></datawriter_qos>
            </qos_profile></qos_library>
            <qos_library name="mine"><qos_profile name="a" base_name="amlip::request"/><qos_profile name="b" base_name="amlip::data"/></qos_library>
            """);
        var expected = QosLibrary.Default.GetWriterQos("amlip::request") with { History = History.KeepLast(7) };
        Assert.Equal(expected, library.GetWriterQos("amlip::request"));
        Assert.Equal(expected, library.GetWriterQos("mine::a"));
        Assert.Equal(QosLibrary.Default.GetWriterQos("amlip::data"), library.GetWriterQos("mine::b"));
    }

    [Fact]
    public void Every_supported_element_is_applied()
    {
        var library = Load("""
            <qos_library name="l"><qos_profile name="p">
              <datawriter_qos>
                <reliability><kind>BEST_EFFORT_RELIABILITY_QOS</kind></reliability>
                <durability><kind>TRANSIENT_LOCAL_DURABILITY_QOS</kind></durability>
                <durability_service><history_kind>KEEP_LAST_HISTORY_QOS</history_kind><history_depth>3</history_depth></durability_service>
                <history><kind>KEEP_LAST_HISTORY_QOS</kind><depth>4</depth></history>
                <resource_limits><max_samples>9</max_samples></resource_limits>
                <liveliness><kind>AUTOMATIC_LIVELINESS_QOS</kind><lease_duration><sec>2</sec><nanosec>500000000</nanosec></lease_duration></liveliness>
                <deadline><period><sec>3</sec></period></deadline>
                <latency_budget><duration><nanosec>1000000</nanosec></duration></latency_budget>
                <ownership><kind>SHARED_OWNERSHIP_QOS</kind></ownership>
              </datawriter_qos>
              <datareader_qos>
                <reliability><kind>RELIABLE_RELIABILITY_QOS</kind></reliability>
                <durability><kind>VOLATILE_DURABILITY_QOS</kind></durability>
                <history><kind>KEEP_ALL_HISTORY_QOS</kind></history>
                <resource_limits><max_samples>LENGTH_UNLIMITED</max_samples></resource_limits>
                <liveliness><lease_duration><sec>DURATION_INFINITE_SEC</sec><nanosec>DURATION_INFINITE_NSEC</nanosec></lease_duration></liveliness>
                <deadline><period><sec>DURATION_INFINITY</sec></period></deadline>
              </datareader_qos>
              <publisher_qos><partition><name><element>a</element><element>b</element></name></partition></publisher_qos>
              <subscriber_qos><partition><name><element>c</element></name></partition></subscriber_qos>
            </qos_profile></qos_library>
            """);
        Assert.Equal(
            new EndpointQos
            {
                Reliability = Reliability.BestEffort,
                Durability = Durability.TransientLocal,
                DurabilityService = History.KeepLast(3),
                History = History.KeepLast(4),
                MaxSamples = 9,
                LivelinessLease = TimeSpan.FromSeconds(2.5),
                Deadline = TimeSpan.FromSeconds(3),
                LatencyBudget = TimeSpan.FromMilliseconds(1),
                Partitions = ["a", "b"],
            },
            library.GetWriterQos("l::p"));
        Assert.Equal(new EndpointQos { History = History.KeepAll, Partitions = ["c"] }, library.GetReaderQos("l::p"));
    }

    [Theory]
    [InlineData("<participant_qos/>", "<participant_qos> in <qos_profile> is not supported, allowed: domain_participant_qos, datawriter_qos, datareader_qos, publisher_qos, subscriber_qos")]
    [InlineData("<topic_qos/>", "<topic_qos> in <qos_profile>")]
    [InlineData("<datawriter_qos base_name='x'/>", "attribute base_name, which is not supported here, allowed: none")]
    [InlineData("<datawriter_qos/><datawriter_qos/>", "<datawriter_qos> stands twice in <qos_profile>")]
    [InlineData("<datareader_qos><durability_service/></datareader_qos>", "<durability_service> in <datareader_qos>")]
    [InlineData("<datawriter_qos><lifespan/></datawriter_qos>", "<lifespan> in <datawriter_qos> is not supported, allowed: reliability, durability, durability_service, history")]
    [InlineData("<datawriter_qos>RELIABLE</datawriter_qos>", "<datawriter_qos> contains the text 'RELIABLE', allowed are elements")]
    [InlineData("<datawriter_qos><reliability><kind>RELIABLE</kind></reliability></datawriter_qos>", "<kind> in <reliability> is 'RELIABLE', allowed: RELIABLE_RELIABILITY_QOS, BEST_EFFORT_RELIABILITY_QOS")]
    [InlineData("<datawriter_qos><reliability><max_blocking_time/></reliability></datawriter_qos>", "<max_blocking_time> in <reliability> is not supported, allowed: kind")]
    [InlineData("<datawriter_qos><reliability><kind><a/></kind></reliability></datawriter_qos>", "<a> is not supported in <kind>, allowed is a value")]
    [InlineData("<datawriter_qos><durability><kind>PERSISTENT_DURABILITY_QOS</kind></durability></datawriter_qos>", "allowed: VOLATILE_DURABILITY_QOS, TRANSIENT_LOCAL_DURABILITY_QOS")]
    [InlineData("<datawriter_qos><liveliness><kind>MANUAL_BY_TOPIC_LIVELINESS_QOS</kind></liveliness></datawriter_qos>", "allowed: AUTOMATIC_LIVELINESS_QOS")]
    [InlineData("<datawriter_qos><ownership><kind>EXCLUSIVE_OWNERSHIP_QOS</kind></ownership></datawriter_qos>", "allowed: SHARED_OWNERSHIP_QOS")]
    [InlineData("<datawriter_qos><history><depth>0</depth></history></datawriter_qos>", "<depth> in <history> is '0', allowed: 1 to 2147483647")]
    [InlineData("<datawriter_qos><history><depth>-5</depth></history></datawriter_qos>", "<depth> in <history> is '-5'")]
    [InlineData("<datawriter_qos><history><depth>9999999999</depth></history></datawriter_qos>", "<depth> in <history> is '9999999999'")]
    [InlineData("<datawriter_qos><resource_limits><max_samples>no</max_samples></resource_limits></datawriter_qos>", "allowed: 1 to 2147483647 or LENGTH_UNLIMITED")]
    [InlineData("<datawriter_qos><resource_limits><max_instances>1</max_instances></resource_limits></datawriter_qos>", "<max_instances> in <resource_limits> is not supported, allowed: max_samples")]
    [InlineData("<datawriter_qos><deadline><period><sec>0</sec></period></deadline></datawriter_qos>", "<period> is zero")]
    [InlineData("<datawriter_qos><deadline><period/></deadline></datawriter_qos>", "<period> is empty, allowed: sec, nanosec")]
    [InlineData("<datawriter_qos><deadline><period><sec>1</sec><nanosec>7</nanosec></period></deadline></datawriter_qos>", "allowed: multiples of 100")]
    [InlineData("<datawriter_qos><deadline><period><sec>1</sec><nanosec>DURATION_INFINITY</nanosec></period></deadline></datawriter_qos>", "infinite in one of sec and nanosec only")]
    [InlineData("<datawriter_qos><latency_budget><duration><sec>DURATION_INFINITY</sec></duration></latency_budget></datawriter_qos>", "the latency_budget is infinite")]
    [InlineData("<publisher_qos><partition><name><element>a*</element></name></partition></publisher_qos>", "the partition 'a*' has a wildcard")]
    [InlineData("<publisher_qos><presentation/></publisher_qos>", "<presentation> in <publisher_qos> is not supported, allowed: partition")]
    [InlineData("<v:x xmlns:v='urn:vendor'/>", "<x> in <qos_profile> is not supported")]
    [InlineData("<v:datawriter_qos xmlns:v='urn:vendor'/>", "<datawriter_qos> is of the namespace urn:vendor")]
    public void What_is_not_applied_is_refused_by_name_and_line(string content, string expected)
    {
        var error = Refused($"<qos_library name='l'>\n<qos_profile name='p'>\n{content}</qos_profile></qos_library>");
        Assert.Contains(expected, error.Message);
        Assert.StartsWith($"{_file}, line 4: ", error.Message); // dds is on line 1
    }

    [Theory]
    [InlineData("<history><depth>5</depth></history><resource_limits><max_samples>4</max_samples></resource_limits>", "depth of 5 above its max_samples of 4")]
    [InlineData("<history><kind>KEEP_ALL_HISTORY_QOS</kind><depth>5</depth></history>", "a history depth, which KEEP_ALL does not use")]
    [InlineData("<durability_service><history_kind>KEEP_ALL_HISTORY_QOS</history_kind><history_depth>5</history_depth></durability_service>", "a durability_service history_depth, which KEEP_ALL")]
    [InlineData("<history><depth>5</depth></history><durability_service><history_depth>6</history_depth></durability_service>", "history_depth of 6 above its history depth of 5")]
    public void Values_that_contradict_each_other_are_refused(string policies, string expected)
    {
        var error = Refused($"<qos_library name='l'><qos_profile name='p'><datawriter_qos>{policies}</datawriter_qos></qos_profile></qos_library>");
        Assert.Contains(expected, error.Message);
        Assert.Contains("the profile l::p", error.Message);
    }

    [Theory]
    [InlineData("<types/>", "<types> in <dds> is not supported, allowed: qos_library")]
    [InlineData("<qos_library/>", "<qos_library> needs the attribute name")]
    [InlineData("<qos_library name=' '/>", "the attribute name of <qos_library> is empty")]
    [InlineData("<qos_library name='l'><qos_profile name='p' is_default_qos='true'/></qos_library>", "attribute is_default_qos, which is not supported here, allowed: name, base_name")]
    [InlineData("<qos_library name='l'><qos_profile name='p'/><qos_profile name='p'/></qos_library>", "the profile l::p stands twice in this file")]
    [InlineData("<qos_library name='l'><qos_profile name='p' base_name='q'/></qos_library>", "the base_name 'l::q', which is not known")]
    [InlineData("<qos_library name='l'><qos_profile name='p' base_name='p'/></qos_library>", "the base_name 'l::p', which is not known")]
    [InlineData("<qos_library name='l'><qos_profile name='p' base_name='q'/><qos_profile name='q' base_name='p'/></qos_library>", "is its own base")]
    [InlineData("<qos_library name='amlip'><qos_profile name='data' base_name='reply'/><qos_profile name='reply' base_name='data'/></qos_library>", "is its own base")]
    [InlineData("<qos_library name='l'>", "this is no XML that a QoS file may hold")]
    public void Broken_structure_is_refused(string content, string expected) => Assert.Contains(expected, Refused(content).Message);

    [Fact]
    public void A_circle_that_does_not_contain_the_profile_itself_is_refused() => Assert.Contains("is its own base", Refused("""
        <qos_library name="l"><qos_profile name="a" base_name="b"/><qos_profile name="b" base_name="c"/><qos_profile name="c" base_name="b"/></qos_library>
        """).Message);

    [Fact]
    public void Another_root_is_refused()
    {
        File.WriteAllText(_file, "<profiles/>");
        Assert.Contains("the file starts with <profiles>, allowed: dds", Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Fact]
    public void A_document_type_is_refused()
    {
        File.WriteAllText(_file, "<!DOCTYPE dds [<!ENTITY a 'aaaaaaaa'>]><dds>&a;</dds>");
        Assert.Contains("DTD", Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Fact]
    public void A_huge_file_is_refused_unread()
    {
        File.WriteAllText(_file, $"<dds>{new string(' ', QosXmlReader.MaxFileBytes)}</dds>");
        Assert.Contains("1,048,587 bytes, above the limit of 1,048,576", Assert.Throws<QosException>(() => QosLibrary.Load(_file)).Message);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_option_to_check()
    {
        var error = Assert.Throws<QosException>(() => QosLibrary.Load(_file));
        Assert.Contains(_file, error.Message);
        Assert.Contains("QosFile", error.Message);
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Contains("cannot be read", Assert.Throws<QosException>(() => QosLibrary.Load(Path.GetTempPath())).Message);

    private QosLibrary Load(string content)
    {
        File.WriteAllText(_file, $"<dds>\n{content}</dds>", Encoding.UTF8);
        return QosLibrary.Load(_file);
    }

    private QosException Refused(string content) => Assert.Throws<QosException>(() => Load(content));
}
