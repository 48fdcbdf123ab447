#include "client.hpp"

#include "payload.hpp"

namespace peer {

void Client::start()
{
    participant_.read(topics_.reply(options_.id));
    participant_.read(topics_.solution(options_.id));
    status(options_.async ? "running" : "stopped");
}

void Client::stop() { status("dropped"); }

bool Client::command(const std::string& verb, std::istringstream& words)
{
    if (verb == "job") enqueue(1, words, options_.async);
    else if (verb == "jobs") enqueue(number(words, "a count"), words, options_.async);
    else if (verb == "async") enqueue(number(words, "a count"), words, true);
    else if (verb == "request-only") request();
    else if (verb == "target-undefined") target({options_.id, static_cast<uint32_t>(number(words, "a task")), Id{}});
    else if (verb == "target")
    {
        const auto task = static_cast<uint32_t>(number(words, "a task"));
        target({options_.id, task, Id::parse(word(words, "a server"))});
    }
    else if (verb == "next-task") next_task_ = static_cast<uint32_t>(number(words, "a task"));
    else if (verb == "late-data") misbehaviour_.late_data_ms = static_cast<uint32_t>(number(words, "milliseconds"));
    else if (verb == "data-first") misbehaviour_.data_first = on_off(words);
    else if (verb == "dup-target") misbehaviour_.dup_target = on_off(words);
    else if (verb == "dup-data") misbehaviour_.dup_data = on_off(words);
    else return false;
    return true;
}

void Client::enqueue(uint64_t count, std::istringstream& words, bool async)
{
    const uint64_t size = number(words, "a size");
    const uint64_t seed = number(words, "a seed");
    for (uint64_t i = 0; i < count; ++i) waiting_.push_back({size, seed + i, async});
    next();
}

// One request at a time, as AML-IP's clients do; the synchronous one also waits for the solution before it asks again.
void Client::next()
{
    if (asked_ || (unsolved_ > 0 && (waiting_.empty() || !waiting_.front().async))) return;
    if (waiting_.empty()) return;
    const Job job = waiting_.front();
    waiting_.pop_front();
    if (!options_.async && unsolved_ == 0) status("running");
    const auto asked = Clock::now();
    asked_ = Task{job, {options_.id, next_task_, Id{}}, asked};
    request();
}

uint32_t Client::request()
{
    const uint32_t task = next_task_++;
    participant_.write(topics_.request(), encode(Request{options_.id, task}));
    Event("request-written").add("task", task);
    return task;
}

void Client::sample(const std::string& topic, const Bytes& bytes)
{
    if (topic == topics_.reply(options_.id)) reply(decode_reference(bytes));
    else solution(decode_data(bytes));
}

void Client::reply(const Reference& reference)
{
    const bool first = asked_ && asked_->reference.server == Id{} && reference.task == asked_->reference.task && reference.client == options_.id;
    Event("reply").add("client", reference.client.text()).add("task", reference.task).add("server", reference.server.text()).add("first", first);
    if (!first) return;
    asked_->reference = reference;
    if (misbehaviour_.data_first)
    {
        data();
        target(reference);
        data_sent();
        return;
    }
    target(reference);
    if (misbehaviour_.dup_target) target(reference);
    if (misbehaviour_.late_data_ms > 0) wake_in(misbehaviour_.late_data_ms);
    else deadline();
}

void Client::deadline()
{
    data();
    data_sent();
}

void Client::target(const Reference& reference)
{
    participant_.write(topics_.target(), encode(reference));
    Event("target-written").add("task", reference.task).add("server", reference.server.text());
}

void Client::data()
{
    const Reference& reference = asked_->reference;
    const Bytes sample = encode(reference, generate(asked_->job.size, asked_->job.seed));
    for (int copies = misbehaviour_.dup_data ? 2 : 1; copies > 0; --copies)
    {
        participant_.write(topics_.data(reference.server), sample);
        Event("data-written").add("task", reference.task).add("server", reference.server.text()).add("size", asked_->job.size);
    }
}

void Client::data_sent()
{
    sent_[asked_->reference.task] = *asked_;
    asked_.reset();
    ++unsolved_;
    next();
}

// AML-IP checks client and task, not the server, and its asynchronous client hands on every copy: the test sees them all.
void Client::solution(const Data& data)
{
    const Reference& reference = data.reference;
    const auto found = sent_.find(reference.task);
    if (found == sent_.end() || reference.client != options_.id)
    {
        Event("stray-solution").add("client", reference.client.text()).add("task", reference.task).add("server", reference.server.text());
        return;
    }
    Task& task = found->second;
    const auto passed = Clock::now() - task.asked;
    const bool ok = data.payload == solve(generate(task.job.size, task.job.seed));
    Event("solution").add("task", reference.task).add("server", reference.server.text()).add("ok", ok)
        .add("size", data.payload.size()).add("copy", ++task.solutions).add("sameServer", reference.server == task.reference.server)
        .add("us", std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
    if (task.solutions > 1 || --unsolved_ > 0) return next();
    if (!options_.async && !asked_) status("stopped");
    next();
    if (!asked_ && waiting_.empty()) Event("idle").add("tasks", sent_.size());
}

} // namespace peer
