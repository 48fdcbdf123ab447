// The modes that take no part in a service: status writer and reader, dump, discover.
#pragma once

#include "session.hpp"

namespace peer {

// Publishes its own status by "status STATE", anyone's by "status-of ID KIND STATE".
class StatusWriter : public Mode
{
public:
    explicit StatusWriter(const Options& options) : Mode(options, options.kind) {}

private:
    void start() override { participant_.make_writer(Topics::status()); }
    void sample(const std::string&, const Bytes&) override {}

    bool command(const std::string& verb, std::istringstream& words) override
    {
        if (verb != "status-of") return false;
        Status status;
        status.id = Id::parse(word(words, "an id"));
        status.kind = kind_value(word(words, "a kind"));
        status.state = state_value(word(words, "a state"));
        participant_.write(Topics::status(), encode(status));
        Event("status-written").add("id", status.id.text()).add("kind", kind_name(status.kind)).add("state", state_name(status.state));
        return true;
    }
};

class StatusReader : public Mode
{
public:
    explicit StatusReader(const Options& options) : Mode(options, 5) {}

private:
    void start() override { participant_.read(Topics::status()); }
    bool command(const std::string&, std::istringstream&) override { return false; }

    void sample(const std::string&, const Bytes& bytes) override
    {
        const Status status = decode_status(bytes);
        Event("status").add("id", status.id.text()).add("kind", kind_name(status.kind)).add("state", state_name(status.state));
    }
};

// Samples as they arrived, padding of the wire included. Longer ones than 128 KiB are cut short in the event.
class Dump : public Mode
{
public:
    explicit Dump(const Options& options) : Mode(options, 0) {}

private:
    void start() override
    {
        for (const auto& topic : options_.topics) participant_.read(topic);
    }

    bool command(const std::string& verb, std::istringstream& words) override
    {
        if (verb != "read") return false;
        participant_.read(word(words, "a topic"));
        return true;
    }

    void sample(const std::string& topic, const Bytes& bytes) override
    {
        constexpr size_t shown = 128 << 10;
        Event("sample").add("topic", topic).add("size", bytes.size())
            .add("hex", to_hex(bytes.size() <= shown ? bytes : Bytes(bytes.begin(), bytes.begin() + shown)));
    }
};

// The listener prints what it finds; "read TOPIC" and the common commands make endpoints to be found.
class Discover : public Mode
{
public:
    explicit Discover(const Options& options) : Mode(options, 0) {}

private:
    void start() override {}
    void sample(const std::string&, const Bytes&) override {}

    bool command(const std::string& verb, std::istringstream& words) override
    {
        if (verb != "read") return false;
        participant_.read(word(words, "a topic"));
        return true;
    }
};

} // namespace peer
