// One Fast DDS participant as AML-IP sets it up, on 127.0.0.1 only; its endpoints, by topic name.
#pragma once

#include <map>

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>

#include "listener.hpp"
#include "options.hpp"

namespace peer {

class Participant
{
public:
    Participant(const Options& options, uint32_t kind, Mailbox& mailbox);
    ~Participant();
    Participant(const Participant&) = delete;
    Participant& operator=(const Participant&) = delete;

    // Reads a topic from now on: every sample goes to the mailbox.
    void read(const std::string& topic);

    // Writes one sample; the writer is made on first use. False, with an event, when Fast DDS refuses.
    bool write(const std::string& topic, Bytes bytes);

    // Makes a writer before there is anything to write.
    void make_writer(const std::string& topic) { writer(topic); }

private:
    eprosima::fastdds::dds::Topic* topic(const std::string& name);
    eprosima::fastdds::dds::DataWriter* writer(const std::string& topic);

    Listener listener_;
    eprosima::fastdds::dds::DomainParticipant* participant_ = nullptr;
    eprosima::fastdds::dds::Publisher* publisher_ = nullptr;
    eprosima::fastdds::dds::Subscriber* subscriber_ = nullptr;
    std::map<std::string, eprosima::fastdds::dds::DataWriter*> writers_;
};

} // namespace peer
