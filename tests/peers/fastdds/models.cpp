#include "models.hpp"

#include "payload.hpp"

namespace peer {

void ModelSender::start()
{
    participant_.read(Topics::model_request(options_.id));
    status("stopped");
    status("running");
}

void ModelSender::stop()
{
    status("stopped");
    status("dropped");
}

void ModelSender::sample(const std::string&, const Bytes& bytes)
{
    const Data request = decode_data(bytes);
    const Reference& reference = request.reference;
    Event("model-request").add("client", reference.client.text()).add("task", reference.task).add("server", reference.server.text())
        .add("mine", reference.server == options_.id).add("size", request.payload.size());
    if (no_reply_) Event("held").add("client", reference.client.text()).add("task", reference.task);
    else reply(request);
}

void ModelSender::reply(const Data& request)
{
    const Reference& reference = request.reference;
    const Bytes sample = encode(Reference{reference.client, reference.task, options_.id}, solve(request.payload));
    for (int copies = dup_reply_ ? 2 : 1; copies > 0; --copies) participant_.write(Topics::model_reply(reference.client), sample);
    Event("model-reply-written").add("client", reference.client.text()).add("task", reference.task).add("size", request.payload.size());
}

bool ModelSender::command(const std::string& verb, std::istringstream& words)
{
    if (verb == "no-reply") no_reply_ = on_off(words);
    else if (verb == "dup-reply") dup_reply_ = on_off(words);
    else if (verb == "statistics")
    {
        Statistics statistics{word(words, "a name"), options_.id, {}};
        const uint64_t size = number(words, "a size");
        statistics.payload = generate(size, number(words, "a seed"));
        participant_.write(Topics::model_statistics(), encode(statistics));
        Event("statistics-written").add("name", statistics.name).add("size", size).add("digest", digest(statistics.payload));
    }
    else return false;
    return true;
}

void ModelReceiver::start()
{
    participant_.read(Topics::model_statistics());
    participant_.read(Topics::model_reply(options_.id));
    status("stopped");
    status("running");
}

void ModelReceiver::stop()
{
    status("stopped");
    status("dropped");
}

void ModelReceiver::sample(const std::string& topic, const Bytes& bytes)
{
    if (topic != Topics::model_statistics()) return reply(decode_data(bytes));
    const Statistics statistics = decode_statistics(bytes);
    Event("statistics").add("name", statistics.name).add("server", statistics.server.text())
        .add("size", statistics.payload.size()).add("digest", digest(statistics.payload));
}

void ModelReceiver::reply(const Data& model)
{
    const Reference& reference = model.reference;
    const auto found = asked_.find(reference.task);
    if (found == asked_.end() || reference.client != options_.id)
    {
        Event("stray-model").add("client", reference.client.text()).add("task", reference.task).add("server", reference.server.text());
        return;
    }
    Asked& asked = found->second;
    Event("model").add("task", reference.task).add("server", reference.server.text()).add("size", model.payload.size())
        .add("ok", model.payload == asked.expected).add("copy", ++asked.replies).add("sameServer", reference.server == asked.sender);
}

void ModelReceiver::request(const Id& sender, uint64_t size, uint64_t seed)
{
    const Bytes payload = generate(size, seed);
    const uint32_t task = next_task_++;
    asked_[task] = Asked{sender, solve(payload), 0};
    participant_.write(Topics::model_request(sender), encode(Reference{options_.id, task, sender}, payload));
    Event("model-request-written").add("task", task).add("server", sender.text()).add("size", size);
}

bool ModelReceiver::command(const std::string& verb, std::istringstream& words)
{
    if (verb != "model") return false;
    const Id sender = Id::parse(word(words, "a model sender"));
    const uint64_t size = number(words, "a size");
    request(sender, size, number(words, "a seed"));
    return true;
}

} // namespace peer
