// AML-IP's model sender and receiver: statistics to all, requests and replies between two. No time limits, one request at a time.
#pragma once

#include <map>

#include "session.hpp"

namespace peer {

// Tells statistics by "statistics NAME SIZE SEED"; answers each request with its bytes XOR 0x5a.
class ModelSender : public Mode
{
public:
    explicit ModelSender(const Options& options) : Mode(options, 10) {}

private:
    void start() override;
    void stop() override;
    void sample(const std::string& topic, const Bytes& bytes) override;
    bool command(const std::string& verb, std::istringstream& words) override;

    void reply(const Data& request);

    bool no_reply_ = false;
    bool dup_reply_ = false;
};

// Asks by "model SENDER SIZE SEED" and prints what it hears.
class ModelReceiver : public Mode
{
public:
    explicit ModelReceiver(const Options& options) : Mode(options, 9) {}

private:
    void start() override;
    void stop() override;
    void sample(const std::string& topic, const Bytes& bytes) override;
    bool command(const std::string& verb, std::istringstream& words) override;

    void request(const Id& sender, uint64_t size, uint64_t seed);
    void reply(const Data& model);

    struct Asked
    {
        Id sender;
        Bytes expected;
        uint32_t replies;
    };

    std::map<uint32_t, Asked> asked_;
    uint32_t next_task_ = 0;
};

} // namespace peer
