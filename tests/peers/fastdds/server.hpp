// AML-IP's computing (inference) node: one request at a time, no time limits, no check of the data's ids.
#pragma once

#include <deque>
#include <set>

#include "session.hpp"

namespace peer {

class Server : public Mode
{
public:
    explicit Server(const Options& options)
        : Mode(options, options.service == "job" ? 4 : 8), late_reply_ms_(options.late_reply_ms), work_ms_(options.work_ms) {}

private:
    // What the node waits for. Requests, targets and data queue up behind it, as they do in AML-IP's readers.
    enum class Waits { Request, LateReply, Target, Data, Work };

    void start() override;
    void stop() override;
    void sample(const std::string& topic, const Bytes& bytes) override;
    bool command(const std::string& verb, std::istringstream& words) override;
    void deadline() override;

    void advance();
    bool step();
    bool take_request();
    bool take_target();
    bool take_data();
    void reply();
    void solve();
    void solution(const Reference& reference, const Bytes& payload);
    bool held(const char* step);

    Waits waits_ = Waits::Request;
    std::deque<Request> requests_;
    std::deque<Reference> targets_;
    std::deque<Data> data_;
    std::set<std::string> targeted_; // keys of the targets that were taken: their requests are skipped
    Request request_;                // the one being served
    Reference target_;
    Bytes answer_;

    uint32_t late_reply_ms_;
    uint32_t work_ms_;
    bool no_reply_ = false;
    bool dup_solution_ = false;
    std::string hold_; // reply, target or data: freeze after it
    bool frozen_ = false;
};

} // namespace peer
