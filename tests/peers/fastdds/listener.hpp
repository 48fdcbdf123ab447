// What Fast DDS tells: samples go to the mailbox, everything else becomes an event on stdout.
#pragma once

#include <fastdds/dds/domain/DomainParticipantListener.hpp>

#include "mailbox.hpp"

namespace peer {

class Listener : public eprosima::fastdds::dds::DomainParticipantListener
{
    using Participant = eprosima::fastdds::dds::DomainParticipant;
    using Reader = eprosima::fastdds::dds::DataReader;
    using Writer = eprosima::fastdds::dds::DataWriter;

public:
    Listener(Mailbox& mailbox, bool show_endpoints) : mailbox_(mailbox), show_endpoints_(show_endpoints) {}

    void on_data_available(Reader* reader) override;
    void on_subscription_matched(Reader* reader, const eprosima::fastdds::dds::SubscriptionMatchedStatus& status) override;
    void on_publication_matched(Writer* writer, const eprosima::fastdds::dds::PublicationMatchedStatus& status) override;
    void on_requested_incompatible_qos(Reader* reader, const eprosima::fastdds::dds::RequestedIncompatibleQosStatus& status) override;
    void on_offered_incompatible_qos(Writer* writer, const eprosima::fastdds::dds::OfferedIncompatibleQosStatus& status) override;
    void on_sample_lost(Reader* reader, const eprosima::fastdds::dds::SampleLostStatus& status) override;

    void on_participant_discovery(Participant*, eprosima::fastrtps::rtps::ParticipantDiscoveryInfo&& found) override;
    void on_publisher_discovery(Participant*, eprosima::fastrtps::rtps::WriterDiscoveryInfo&& found) override;
    void on_subscriber_discovery(Participant*, eprosima::fastrtps::rtps::ReaderDiscoveryInfo&& found) override;

private:
    Mailbox& mailbox_;
    const bool show_endpoints_;
};

} // namespace peer
