// What reaches a mode, in order of arrival: samples from the readers, lines from stdin. One thread takes it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "cdr.hpp"

namespace peer {

using Clock = std::chrono::steady_clock;

struct Message
{
    enum Kind { Line, Sample, End };

    Kind kind;
    std::string name; // the topic of a sample, the text of a line
    Bytes bytes;
};

class Mailbox
{
public:
    void put(Message message)
    {
        {
            const std::lock_guard<std::mutex> guard(lock_);
            messages_.push_back(std::move(message));
        }
        arrived_.notify_one();
    }

    // The next message, or nothing once the deadline has passed.
    std::optional<Message> take(Clock::time_point deadline)
    {
        std::unique_lock<std::mutex> guard(lock_);
        const auto some = [this] { return !messages_.empty(); };
        if (deadline == Clock::time_point::max()) arrived_.wait(guard, some);
        else if (!arrived_.wait_until(guard, deadline, some)) return std::nullopt;
        Message message = std::move(messages_.front());
        messages_.pop_front();
        return message;
    }

private:
    std::mutex lock_;
    std::condition_variable arrived_;
    std::deque<Message> messages_;
};

} // namespace peer
