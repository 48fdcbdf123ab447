#include "listener.hpp"

#include <sstream>

#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/topic/Topic.hpp>

#include "event.hpp"

namespace peer {

namespace dds = eprosima::fastdds::dds;
namespace rtps = eprosima::fastrtps::rtps;

namespace {

template <typename T>
std::string text(const T& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

// The policies that AML-IP's endpoints announce and that a test wants to see, with DDS's own names.
template <typename Qos>
void add_qos(Event& event, const Qos& qos)
{
    static const char* const durabilities[]{"VOLATILE", "TRANSIENT_LOCAL", "TRANSIENT", "PERSISTENT"};
    event.add("reliability", qos.m_reliability.kind == dds::RELIABLE_RELIABILITY_QOS ? "RELIABLE" : "BEST_EFFORT")
        .add("durability", durabilities[qos.m_durability.kind])
        .add("ownership", qos.m_ownership.kind == dds::SHARED_OWNERSHIP_QOS ? "SHARED" : "EXCLUSIVE")
        .add("liveliness", qos.m_liveliness.kind == dds::AUTOMATIC_LIVELINESS_QOS ? "AUTOMATIC" : "MANUAL")
        .add("livelinessLease", qos.m_liveliness.lease_duration == eprosima::fastrtps::c_TimeInfinite
            ? "infinite"
            : std::to_string(qos.m_liveliness.lease_duration.to_ns() / 1000000) + " ms")
        .add("partitions", qos.m_partition.size());
}

std::string representations(const dds::DataRepresentationQosPolicy& policy)
{
    std::string names;
    for (const auto id : policy.m_value)
        names += (names.empty() ? "" : ",") + std::string(id == dds::XCDR_DATA_REPRESENTATION ? "XCDR1" : id == dds::XCDR2_DATA_REPRESENTATION ? "XCDR2" : "XML");
    return names;
}

} // namespace

void Listener::on_data_available(Reader* reader)
{
    const std::string topic = reader->get_topicdescription()->get_name();
    Bytes bytes;
    dds::SampleInfo info;
    while (reader->take_next_sample(&bytes, &info) == eprosima::fastrtps::types::ReturnCode_t::RETCODE_OK)
        if (info.valid_data) mailbox_.put({Message::Sample, topic, std::move(bytes)});
}

void Listener::on_subscription_matched(Reader* reader, const dds::SubscriptionMatchedStatus& status)
{
    Event("matched").add("topic", reader->get_topicdescription()->get_name()).add("endpoint", "reader")
        .add("current", status.current_count).add("change", status.current_count_change);
}

void Listener::on_publication_matched(Writer* writer, const dds::PublicationMatchedStatus& status)
{
    Event("matched").add("topic", writer->get_topic()->get_name()).add("endpoint", "writer")
        .add("current", status.current_count).add("change", status.current_count_change);
}

void Listener::on_requested_incompatible_qos(Reader* reader, const dds::RequestedIncompatibleQosStatus& status)
{
    Event("incompatible-qos").add("topic", reader->get_topicdescription()->get_name()).add("endpoint", "reader")
        .add("policy", static_cast<int>(status.last_policy_id));
}

void Listener::on_offered_incompatible_qos(Writer* writer, const dds::OfferedIncompatibleQosStatus& status)
{
    Event("incompatible-qos").add("topic", writer->get_topic()->get_name()).add("endpoint", "writer")
        .add("policy", static_cast<int>(status.last_policy_id));
}

void Listener::on_sample_lost(Reader* reader, const dds::SampleLostStatus& status)
{
    Event("sample-lost").add("topic", reader->get_topicdescription()->get_name()).add("total", status.total_count);
}

void Listener::on_participant_discovery(Participant*, rtps::ParticipantDiscoveryInfo&& found)
{
    static const char* const names[]{"found", "changed", "left", "lost"};
    Event event("participant");
    event.add("state", names[found.status]).add("name", found.info.m_participantName.to_string())
        .add("guid", text(found.info.m_guid.guidPrefix))
        .add("leaseMs", found.info.m_leaseDuration.to_ns() / 1000000);
    for (const auto& property : found.info.m_properties)
        if (property.first().compare(0, 20, "fastdds.application.") == 0) event.add(property.first().c_str() + 20, property.second());
}

void Listener::on_publisher_discovery(Participant*, rtps::WriterDiscoveryInfo&& found)
{
    if (!show_endpoints_) return;
    Event event("writer");
    event.add("state", found.status == rtps::WriterDiscoveryInfo::REMOVED_WRITER ? "removed" : "found")
        .add("topic", found.info.topicName().to_string()).add("type", found.info.typeName().to_string())
        .add("guid", text(found.info.guid()));
    add_qos(event, found.info.m_qos);
    event.add("representation", representations(found.info.m_qos.representation))
        .add("typeInformation", found.info.has_type_information());
}

void Listener::on_subscriber_discovery(Participant*, rtps::ReaderDiscoveryInfo&& found)
{
    if (!show_endpoints_) return;
    Event event("reader");
    event.add("state", found.status == rtps::ReaderDiscoveryInfo::REMOVED_READER ? "removed" : "found")
        .add("topic", found.info.topicName().to_string()).add("type", found.info.typeName().to_string())
        .add("guid", text(found.info.guid()));
    add_qos(event, found.info.m_qos);
    event.add("representation", representations(found.info.m_qos.representation))
        .add("typeInformation", found.info.has_type_information());
}

} // namespace peer
