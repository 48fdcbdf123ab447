// AML-IP's main (edge) node: asks, takes the first reply, sends target and data, waits for the solution.
#pragma once

#include <deque>
#include <optional>

#include "session.hpp"

namespace peer {

class Client : public Mode
{
public:
    explicit Client(const Options& options) : Mode(options, options.service == "job" ? 3 : 7) {}

private:
    struct Job
    {
        size_t size;
        uint64_t seed;
        bool async; // the next job may be asked for before this one is solved
    };

    struct Task
    {
        Job job;
        Reference reference; // the server: undefined until it is chosen
        Clock::time_point asked;
        unsigned solutions = 0;
    };

    struct Misbehaviour
    {
        uint32_t late_data_ms = 0;
        bool data_first = false;
        bool dup_target = false;
        bool dup_data = false;
    };

    void start() override;
    void stop() override;
    void sample(const std::string& topic, const Bytes& bytes) override;
    bool command(const std::string& verb, std::istringstream& words) override;
    void deadline() override;

    void enqueue(uint64_t count, std::istringstream& words, bool async);
    void next();
    uint32_t request();
    void reply(const Reference& reference);
    void target(const Reference& reference);
    void data();
    void data_sent();
    void solution(const Data& data);

    std::deque<Job> waiting_;
    std::optional<Task> asked_;      // the one task whose server is not chosen or whose data is not sent
    std::map<uint32_t, Task> sent_;  // every task whose data was sent
    size_t unsolved_ = 0;            // of them
    uint32_t next_task_ = 0;
    Misbehaviour misbehaviour_;
};

} // namespace peer
