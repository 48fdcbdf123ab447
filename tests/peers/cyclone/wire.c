#include "wire.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const kinds[] = {"undetermined", "discovery", "agent", "main", "computing", "status", "meta", "edge", "inference",
    "model_receiver", "model_sender", "fiware"};
static const char *const states[] = {"unknown", "running", "stopped", "dropped"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static uint32_t value_of(const char *const *names, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(names[i], text)) return (uint32_t)i;
    return (uint32_t)strtoul(text, NULL, 10);
}

static const char *name_of(const char *const *names, size_t count, uint32_t value)
{
    static char number[16];
    if (value < count) return names[value];
    snprintf(number, sizeof number, "%" PRIu32, value);
    return number;
}

uint32_t kind_value(const char *text) { return value_of(kinds, COUNT(kinds), text); }
const char *kind_name(uint32_t kind) { return name_of(kinds, COUNT(kinds), kind); }
uint32_t state_value(const char *text) { return value_of(states, COUNT(states), text); }
const char *state_name(uint32_t state) { return name_of(states, COUNT(states), state); }

bool hex_octets(const char *text, const char *before, uint8_t octets[4])
{
    for (int i = 0; i < 4; i++)
    {
        int taken = 0;
        unsigned value;
        if (strncmp(text, before, strlen(before)) != 0) return false;
        text += strlen(before);
        if (sscanf(text, "%2x%n", &value, &taken) != 1 || taken != 2) return false;
        text += 2;
        octets[i] = (uint8_t)value;
    }
    return *text == 0;
}

bool id_parse(const char *text, node_id *id)
{
    const size_t length = strlen(text), tail = 12; // .aa.bb.cc.dd
    memset(id, 0, sizeof *id);
    if (length < tail || length - tail >= sizeof id->name) return false;
    memcpy(id->name, text, length - tail);
    return hex_octets(text + length - tail, ".", id->id);
}

const char *id_text(const node_id *id)
{
    static _Thread_local char texts[4][id_text_size];
    static _Thread_local unsigned next;
    char *text = texts[next++ % 4];
    snprintf(text, id_text_size, "%.28s.%02x.%02x.%02x.%02x", id->name, id->id[0], id->id[1], id->id[2], id->id[3]);
    for (char *c = text; *c; c++)
        if (*c < 0x20 || *c > 0x7e || *c == '"' || *c == '\\') *c = '?'; // any name gives valid JSON
    return text;
}

bool id_equal(const node_id *a, const node_id *b) { return !strncmp(a->name, b->name, sizeof a->name) && !memcmp(a->id, b->id, sizeof a->id); }

bool same_task(const reference_t *a, const reference_t *b) { return a->task == b->task && id_equal(&a->client, &b->client); }

void job_topic(char topic[topic_size], const char *name, const node_id *id)
{
    snprintf(topic, topic_size, "amlip/job_%s%s%s", name, id ? "_" : "", id ? id_text(id) : "");
}

void model_topic(char topic[topic_size], const char *what, const node_id *id) { snprintf(topic, topic_size, "amlip/rpc_%s_model_%s", what, id_text(id)); }

int64_t now_us(void)
{
    static int64_t start;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const int64_t us = now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
    if (start == 0) start = us;
    return us - start;
}

void event(const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    flockfile(stdout);
    printf("{\"event\":\"%s\",\"at\":%" PRId64 "%s", name, now_us(), *format ? "," : "");
    vprintf(format, arguments);
    puts("}");
    fflush(stdout);
    funlockfile(stdout);
    va_end(arguments);
}
