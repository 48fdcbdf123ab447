#include "participant.hpp"

#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>

#include "event.hpp"
#include "raw_type.hpp"

namespace peer {

namespace dds = eprosima::fastdds::dds;
namespace rtps = eprosima::fastrtps::rtps;

namespace {

std::string metadata(const Id& id, uint32_t kind)
{
    std::string text = "{\"Id\":[";
    for (size_t i = 0; i < id.random.size(); ++i) text += (i > 0 ? "," : "") + std::to_string(id.random[i]);
    return text + "],\"Name\":\"" + id.name + "\",\"NodeKind\":\"" + kind_name(kind) + "\"}";
}

// UDPv4 bound to 127.0.0.1, no multicast; the well-known ports of the domain are asked one by one.
dds::DomainParticipantQos participant_qos(const Options& options, uint32_t kind)
{
    dds::DomainParticipantQos qos;
    qos.name(options.id.name);

    auto udp = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
    udp->interfaceWhiteList.push_back("127.0.0.1");
    udp->maxInitialPeersRange = options.peers;
    udp->receiveBufferSize = 4 << 20;
    qos.transport().use_builtin_transports = false;
    qos.transport().user_transports.push_back(udp);

    rtps::Locator_t loopback;
    rtps::IPLocator::setIPv4(loopback, 127, 0, 0, 1);
    auto& builtin = qos.wire_protocol().builtin;
    builtin.metatrafficUnicastLocatorList.push_back(loopback); // port 0: the participant's well-known one
    builtin.initialPeersList.push_back(loopback);              // port 0: those of all participant ids
    qos.wire_protocol().default_unicast_locator_list.push_back(loopback);
    builtin.discovery_config.leaseDuration = {static_cast<int32_t>(options.lease_seconds), 0};
    if (options.lease_seconds < 9) // announced every 3 s unless the lease needs it more often
        builtin.discovery_config.leaseDuration_announcementperiod = eprosima::fastrtps::Duration_t(options.lease_seconds / 3.0L);
    builtin.typelookup_config.use_client = false;
    builtin.typelookup_config.use_server = false;

    auto& properties = qos.properties().properties();
    properties.emplace_back("fastdds.application.id", "AML_IP", true);
    properties.emplace_back("fastdds.application.metadata", metadata(options.id, kind), true);
    properties.emplace_back("fastdds.ignore_local_endpoints", "true", false);
    return qos;
}

// What every AML-IP endpoint has: reliable, transient local, keep all (up to Fast DDS's default limit of 5,000 samples).
template <typename Qos>
Qos endpoint_qos(const Qos& defaults)
{
    Qos qos = defaults;
    qos.reliability().kind = dds::RELIABLE_RELIABILITY_QOS;
    qos.durability().kind = dds::TRANSIENT_LOCAL_DURABILITY_QOS;
    qos.history().kind = dds::KEEP_ALL_HISTORY_QOS;
    qos.resource_limits().max_samples = 5000;
    qos.endpoint().history_memory_policy = rtps::PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
    qos.data_sharing().off();
    return qos;
}

// AML-IP keeps the last one of each status, statistics and of what its model exchange asks and answers, and reads the last ten statistics.
bool keeps_last(const std::string& topic, bool reads, int32_t& depth)
{
    const bool models = topic.compare(0, 10, "amlip/rpc_") == 0, statistics = topic == Topics::model_statistics();
    depth = statistics && reads ? 10 : 1;
    return models || statistics || (topic == Topics::status() && !reads);
}

template <typename Qos>
Qos endpoint_qos(const Qos& defaults, const std::string& topic, bool reads)
{
    Qos qos = endpoint_qos(defaults);
    int32_t depth;
    if (keeps_last(topic, reads, depth)) qos.history().kind = dds::KEEP_LAST_HISTORY_QOS, qos.history().depth = depth;
    return qos;
}

template <typename T>
T* made(T* entity, const std::string& what)
{
    if (entity == nullptr) throw std::runtime_error("Fast DDS does not make " + what + "; its log on stderr tells why");
    return entity;
}

} // namespace

Participant::Participant(const Options& options, uint32_t kind, Mailbox& mailbox)
    : listener_(mailbox, options.mode == "discover")
{
    auto mask = dds::StatusMask::all();
    mask &= ~dds::StatusMask::data_on_readers(); // or on_data_available would never be called
    participant_ = made(dds::DomainParticipantFactory::get_instance()->create_participant(
        options.domain, participant_qos(options, kind), &listener_, mask), "a participant in domain " + std::to_string(options.domain));
    publisher_ = made(participant_->create_publisher(dds::PUBLISHER_QOS_DEFAULT, nullptr, dds::StatusMask::none()), "a publisher");
    subscriber_ = made(participant_->create_subscriber(dds::SUBSCRIBER_QOS_DEFAULT, nullptr, dds::StatusMask::none()), "a subscriber");
}

Participant::~Participant()
{
    // A last "dropped" should arrive before the participant's own leave does.
    const auto status = writers_.find(Topics::status());
    if (status != writers_.end()) status->second->wait_for_acknowledgments({1, 0});
    participant_->delete_contained_entities();
    dds::DomainParticipantFactory::get_instance()->delete_participant(participant_);
}

void Participant::read(const std::string& name)
{
    made(subscriber_->create_datareader(topic(name), endpoint_qos(dds::DATAREADER_QOS_DEFAULT, name, true), nullptr, dds::StatusMask::none()),
        "a reader of " + name);
}

bool Participant::write(const std::string& name, Bytes bytes)
{
    if (writer(name)->write(&bytes)) return true;
    Event("write-failed").add("topic", name).add("size", bytes.size());
    return false;
}

dds::DataWriter* Participant::writer(const std::string& name)
{
    dds::DataWriter*& writer = writers_[name];
    if (writer == nullptr)
    {
        const auto qos = endpoint_qos(dds::DATAWRITER_QOS_DEFAULT, name, false);
        writer = made(publisher_->create_datawriter(topic(name), qos, nullptr, dds::StatusMask::none()), "a writer of " + name);
    }
    return writer;
}

dds::Topic* Participant::topic(const std::string& name)
{
    if (auto* known = dynamic_cast<dds::Topic*>(participant_->lookup_topicdescription(name))) return known;
    const dds::TypeSupport type(new RawType(type_of(name)));
    type.register_type(participant_);
    return made(participant_->create_topic(name, type.get_type_name(), dds::TOPIC_QOS_DEFAULT), "the topic " + name);
}

} // namespace peer
