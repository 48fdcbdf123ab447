#include "options.h"

#include <stdlib.h>
#include <string.h>

static _Noreturn void wrong(const char *why, const char *what)
{
    fprintf(stderr, "amlip-cyclone-peer: %s%s\n"
        "usage: amlip-cyclone-peer --domain N --name X --id aabbccdd [--lease SECONDS] [--peers COUNT] MODE\n"
        "  client | server [--work-ms N] | model-sender | model-receiver | status-writer [--kind KIND] | status-reader\n", why, what);
    exit(2);
}

static uint32_t number(const char *flag, const char *text, uint32_t most)
{
    char *end;
    const unsigned long value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != 0 || value > most) wrong("a number is missing or too high after ", flag);
    return (uint32_t)value;
}

struct options parse_options(int argc, char **argv)
{
    struct options options = {.lease_seconds = 20, .peers = 40, .kind = 3};
    bool has_domain = false;
    for (int i = 1; i < argc; i++)
    {
        const char *word = argv[i];
        if (word[0] != '-')
        {
            if (options.mode) wrong("one mode only, not also ", word);
            options.mode = word;
            continue;
        }
        if (++i == argc) wrong("a value is missing after ", word);
        if (!strcmp(word, "--domain")) options.domain = number(word, argv[i], 232), has_domain = true;
        else if (!strcmp(word, "--lease")) options.lease_seconds = number(word, argv[i], 3600);
        else if (!strcmp(word, "--peers")) options.peers = number(word, argv[i], 119);
        else if (!strcmp(word, "--work-ms")) options.work_ms = number(word, argv[i], 600000);
        else if (!strcmp(word, "--kind")) options.kind = kind_value(argv[i]);
        else if (!strcmp(word, "--name"))
        {
            if (strlen(argv[i]) >= sizeof options.id.name) wrong("at most 28 bytes for ", word);
            strcpy(options.id.name, argv[i]);
        }
        else if (!strcmp(word, "--id"))
        {
            if (strlen(argv[i]) != 8 || !hex_octets(argv[i], "", options.id.id)) wrong("eight hexadecimal digits for ", word);
        }
        else wrong("unknown option ", word);
    }
    if (!has_domain || options.id.name[0] == 0 || !options.mode) wrong("--domain, --name and a mode are needed", "");
    return options;
}
