// The command line.
#pragma once

#include "wire.hpp"

namespace peer {

struct Options
{
    uint32_t domain = 0;
    Id id;
    std::string mode;
    std::vector<std::string> topics;    // dump: what to read
    std::string service = "job";
    uint32_t lease_seconds = 20;        // AML-IP's
    uint32_t peers = 40;                // participant ids to look for on 127.0.0.1
    bool async = false;                 // server: AML-IP's asynchronous computing node
    uint32_t work_ms = 0;
    uint32_t late_reply_ms = 0;
    uint32_t kind = 3;                  // status-writer: the node kind that the participant shows

    static Options parse(int argc, char** argv); // throws std::invalid_argument with the remedy
};

} // namespace peer
