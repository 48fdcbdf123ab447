#include "server.hpp"

#include "payload.hpp"

namespace peer {

namespace {

template <typename T>
T pop(std::deque<T>& queue)
{
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
}

} // namespace

void Server::start()
{
    participant_.read(topics_.request());
    participant_.read(topics_.target());
    participant_.read(topics_.data(options_.id));
    status("stopped");
    status("running");
}

void Server::stop()
{
    if (options_.async) status("stopped");
    status("dropped");
}

void Server::sample(const std::string& topic, const Bytes& bytes)
{
    if (topic == topics_.request())
    {
        const Request request = decode_request(bytes);
        Event("request").add("client", request.client.text()).add("task", request.task);
        requests_.push_back(request);
    }
    else if (topic == topics_.target())
    {
        const Reference target = decode_reference(bytes);
        Event("target").add("client", target.client.text()).add("task", target.task).add("server", target.server.text())
            .add("mine", target.server == options_.id);
        targets_.push_back(target);
    }
    else
    {
        Data data = decode_data(bytes);
        const Reference& reference = data.reference;
        Event("data").add("client", reference.client.text()).add("task", reference.task).add("server", reference.server.text())
            .add("size", data.payload.size()).add("digest", digest(data.payload));
        data_.push_back(std::move(data));
    }
    advance();
}

void Server::advance()
{
    while (!frozen_ && step()) {}
}

bool Server::step()
{
    switch (waits_)
    {
    case Waits::Request: return take_request();
    case Waits::Target: return take_target();
    case Waits::Data: return take_data();
    default: return false; // the deadline goes on
    }
}

bool Server::take_request()
{
    if (requests_.empty()) return false;
    request_ = pop(requests_);
    if (targeted_.count(request_.key()) > 0)
    {
        if (options_.async) targeted_.erase(request_.key());
        Event("skipped").add("client", request_.client.text()).add("task", request_.task);
    }
    else if (no_reply_) Event("not-replied").add("client", request_.client.text()).add("task", request_.task);
    else if (late_reply_ms_ > 0) waits_ = Waits::LateReply, wake_in(late_reply_ms_);
    else reply();
    return true;
}

void Server::reply()
{
    participant_.write(topics_.reply(request_.client), encode(Reference{request_.client, request_.task, options_.id}));
    Event("replied").add("client", request_.client.text()).add("task", request_.task);
    waits_ = Waits::Target;
    held("reply");
}

// Targets are taken only while waiting for one, as AML-IP does: those that pass by are remembered.
bool Server::take_target()
{
    if (targets_.empty()) return false;
    target_ = pop(targets_);
    targeted_.insert(target_.key());
    if (target_.key() != request_.key()) return true;
    const bool chosen = target_.server == options_.id;
    Event(chosen ? "chosen" : "passed-over").add("client", target_.client.text()).add("task", target_.task);
    waits_ = chosen ? Waits::Data : Waits::Request;
    if (chosen) held("target");
    return true;
}

bool Server::take_data()
{
    if (data_.empty()) return false;
    Data data = pop(data_);
    Event("taken").add("client", target_.client.text()).add("task", target_.task)
        .add("dataTask", data.reference.task).add("matches", data.reference.key() == target_.key());
    answer_ = peer::solve(std::move(data.payload));
    waits_ = Waits::Work;
    if (held("data")) return false;
    if (work_ms_ > 0) wake_in(work_ms_);
    else deadline();
    return true;
}

void Server::deadline()
{
    if (frozen_) return;
    if (waits_ == Waits::LateReply) reply();
    else if (waits_ == Waits::Work) solve();
    advance();
}

void Server::solve()
{
    for (int copies = dup_solution_ ? 2 : 1; copies > 0; --copies) solution(target_, answer_);
    answer_.clear();
    waits_ = Waits::Request;
    if (options_.async) return;
    status("stopped"); // a synchronous node's process_job returned, and is called again
    status("running");
}

void Server::solution(const Reference& reference, const Bytes& payload)
{
    participant_.write(topics_.solution(reference.client), encode(reference, payload));
    Event("solution-written").add("client", reference.client.text()).add("task", reference.task).add("size", payload.size());
}

bool Server::held(const char* step)
{
    if (hold_ != step) return false;
    frozen_ = true;
    Event("held").add("after", step).add("client", request_.client.text()).add("task", request_.task);
    return true;
}

bool Server::command(const std::string& verb, std::istringstream& words)
{
    if (verb == "work") work_ms_ = static_cast<uint32_t>(number(words, "milliseconds"));
    else if (verb == "late-reply") late_reply_ms_ = static_cast<uint32_t>(number(words, "milliseconds"));
    else if (verb == "no-reply") no_reply_ = on_off(words);
    else if (verb == "dup-solution") dup_solution_ = on_off(words);
    else if (verb == "hold") hold_ = word(words, "reply, target or data");
    else if (verb == "resume")
    {
        hold_.clear();
        frozen_ = false;
        deadline();
    }
    else if (verb == "reply-old" || verb == "solution")
    {
        const Id client = Id::parse(word(words, "a client"));
        const Reference reference{client, static_cast<uint32_t>(number(words, "a task")), options_.id};
        if (verb == "solution")
        {
            std::string hex; // none: an empty payload
            words >> hex;
            solution(reference, from_hex(hex));
        }
        else
        {
            participant_.write(topics_.reply(client), encode(reference));
            Event("replied").add("client", client.text()).add("task", reference.task);
        }
    }
    else return false;
    return true;
}

} // namespace peer
