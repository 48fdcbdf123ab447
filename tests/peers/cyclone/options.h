// The command line, the same as the Fast DDS peer's as far as this one goes.
#pragma once
#include "wire.h"

struct options
{
    uint32_t domain;
    node_id id;
    uint32_t lease_seconds;
    uint32_t peers; // participant indexes that are asked on 127.0.0.1
    uint32_t work_ms;
    uint32_t kind; // of a status-writer
    const char *mode;
};

// Ends the program with 2 and the usage when the command line is wrong.
struct options parse_options(int argc, char **argv);
