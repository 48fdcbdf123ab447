#include "session.hpp"

#include <iostream>
#include <thread>

namespace peer {

void Mode::run()
{
    Event("ready").add("mode", options_.mode).add("id", options_.id.text()).add("domain", options_.domain);
    start();
    // Detached: after "quit" it may stay in its read until the process ends.
    std::thread([mailbox = mailbox_] {
        std::string text;
        while (std::getline(std::cin, text)) mailbox->put({Message::Line, text, {}});
        mailbox->put({Message::End, {}, {}});
    }).detach();

    while (true)
    {
        const auto message = mailbox_->take(wake_);
        if (!message)
        {
            wake_ = Clock::time_point::max();
            deadline();
            continue;
        }
        if (message->kind == Message::End || (message->kind == Message::Line && !line(message->name))) break;
        if (message->kind != Message::Sample) continue;
        try
        {
            sample(message->name, message->bytes);
        }
        catch (const Malformed& error)
        {
            Event("malformed").add("topic", message->name).add("size", message->bytes.size()).add("why", error.what());
        }
    }
    stop();
}

bool Mode::line(const std::string& text)
{
    std::istringstream words(text);
    std::string verb;
    words >> verb;
    if (verb == "quit") return false;
    try
    {
        if (verb == "garbage") garbage(words);
        else if (verb == "truncated") truncated(words);
        else if (verb == "status") status(word(words, "a state"));
        else if (!verb.empty() && !command(verb, words)) throw std::invalid_argument("unknown command");
        Event("done").add("line", text);
    }
    catch (const std::exception& error)
    {
        Event("bad-command").add("line", text).add("why", error.what());
    }
    return true;
}

void Mode::status(const std::string& state)
{
    participant_.write(Topics::status(), encode(Status{options_.id, kind_, state_value(state)}));
    Event("status-written").add("state", state);
}

// Raw bytes, encapsulation included, under the topic's right type name.
void Mode::garbage(std::istringstream& words)
{
    const std::string topic = word(words, "a topic");
    std::string hex;
    words >> hex;
    const Bytes bytes = from_hex(hex);
    if (participant_.write(topic, bytes)) Event("garbage-written").add("topic", topic).add("size", bytes.size());
}

// A valid sample, cut to every multiple of 4 bytes below its length (the wire pads with zeros to 4, so other cuts
// would arrive longer than they were written).
void Mode::truncated(std::istringstream& words)
{
    const std::string topic = word(words, "a topic");
    const Bytes whole = example_for(topic);
    size_t written = 0;
    for (size_t length = 4; length < whole.size(); length += 4)
        written += participant_.write(topic, Bytes(whole.begin(), whole.begin() + length));
    Event("truncated-written").add("topic", topic).add("samples", written);
}

std::string word(std::istringstream& words, const char* what)
{
    std::string text;
    if (!(words >> text)) throw std::invalid_argument(std::string("the command needs ") + what);
    return text;
}

uint64_t number(std::istringstream& words, const char* what)
{
    const std::string text = word(words, what);
    if (text.find_first_not_of("0123456789") != std::string::npos) throw std::invalid_argument(std::string(what) + " is a number, not " + text);
    return std::stoull(text);
}

bool on_off(std::istringstream& words)
{
    const std::string text = word(words, "on or off");
    if (text != "on" && text != "off") throw std::invalid_argument("on or off, not " + text);
    return text == "on";
}

} // namespace peer
