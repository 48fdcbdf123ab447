// What all modes share: the participant, the loop over the mailbox, a deadline, the status, the garbage.
#pragma once

#include <memory>
#include <sstream>

#include "event.hpp"
#include "participant.hpp"

namespace peer {

class Mode
{
public:
    Mode(const Options& options, uint32_t kind) : options_(options), topics_{options.service}, participant_(options, kind, *mailbox_), kind_(kind) {}
    virtual ~Mode() = default;

    void run(); // until "quit" or the end of stdin

protected:
    virtual void start() = 0;
    virtual void sample(const std::string& topic, const Bytes& bytes) = 0;
    virtual bool command(const std::string& verb, std::istringstream& words) = 0; // false: unknown
    virtual void deadline() {}
    virtual void stop() {}

    void status(const std::string& state); // publishes this node's own status
    void wake_in(uint32_t milliseconds) { wake_ = Clock::now() + std::chrono::milliseconds(milliseconds); }

    const Options options_;
    const Topics topics_;

private:
    const std::shared_ptr<Mailbox> mailbox_ = std::make_shared<Mailbox>(); // shared with the thread that reads stdin

protected:
    Participant participant_;

private:
    bool line(const std::string& text);
    void garbage(std::istringstream& words);
    void truncated(std::istringstream& words);

    const uint32_t kind_;
    Clock::time_point wake_ = Clock::time_point::max();
};

// A word or number that a command needs; throws std::invalid_argument naming what is missing.
std::string word(std::istringstream& words, const char* what);
uint64_t number(std::istringstream& words, const char* what);
bool on_off(std::istringstream& words);

} // namespace peer
