#include "options.hpp"

#include <algorithm>
#include <functional>

namespace peer {

namespace {

const char* const usage =
    "usage: amlip-peer --domain N --name X --id aabbccdd [--service job|inference] [--lease SECONDS] [--peers COUNT] MODE\n"
    "  client                                       a main (edge) node\n"
    "  server [--async] [--work-ms N] [--late-reply-ms N]  a computing (inference) node\n"
    "  status-writer [--kind KIND] | status-reader  one side of amlip/status\n"
    "  model-sender | model-receiver                a node that offers models, or one that asks for them\n"
    "  dump TOPIC...                                every sample of the topics in hexadecimal\n"
    "  discover                                     every participant and endpoint";

uint32_t number(const std::string& flag, const std::string& text, uint32_t most)
{
    if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos || std::stoul(text) > most)
        throw std::invalid_argument(flag + " takes a number from 0 to " + std::to_string(most) + ", not '" + text + "'");
    return static_cast<uint32_t>(std::stoul(text));
}

} // namespace

Options Options::parse(int argc, char** argv)
{
    Options options;
    bool domain_given = false;
    const std::map<std::string, std::function<void(const std::string&)>> flags{
        {"--domain", [&](const std::string& v) { options.domain = number("--domain", v, 232), domain_given = true; }},
        {"--name", [&](const std::string& v) { options.id.name = v; }},
        {"--id", [&](const std::string& v) { options.id.random = Id::parse("." + v.substr(0, 2) + "." + v.substr(2, 2) + "." + v.substr(4, 2) + "." + v.substr(6)).random; }},
        {"--service", [&](const std::string& v) { options.service = v; }},
        {"--lease", [&](const std::string& v) { options.lease_seconds = std::max(1u, number("--lease", v, 3600)); }},
        {"--peers", [&](const std::string& v) { options.peers = number("--peers", v, 119); }},
        {"--work-ms", [&](const std::string& v) { options.work_ms = number("--work-ms", v, 600000); }},
        {"--late-reply-ms", [&](const std::string& v) { options.late_reply_ms = number("--late-reply-ms", v, 600000); }},
        {"--kind", [&](const std::string& v) { options.kind = kind_value(v); }}};

    for (int i = 1; i < argc; ++i)
    {
        const std::string word = argv[i];
        const auto flag = flags.find(word);
        if (flag != flags.end())
        {
            if (++i == argc) throw std::invalid_argument(word + " takes a value\n" + usage);
            if (word == "--id" && std::string(argv[i]).size() != 8)
                throw std::invalid_argument("--id takes eight hexadecimal digits, such as 01020304");
            flag->second(argv[i]);
        }
        else if (word == "--async") options.async = true;
        else if (word[0] == '-') throw std::invalid_argument("unknown option " + word + "\n" + usage);
        else if (options.mode.empty()) options.mode = word;
        else options.topics.push_back(word);
    }
    if (!domain_given || options.id.name.empty() || options.mode.empty()) throw std::invalid_argument(usage);
    if (options.id.name.size() > 28) throw std::invalid_argument("--name takes at most 28 bytes");
    if (options.service != "job" && options.service != "inference")
        throw std::invalid_argument("--service is job or inference, not " + options.service);
    return options;
}

} // namespace peer
