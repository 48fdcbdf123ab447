// The participant, its endpoints and the loop: one thread does all the work. Listeners only wake it.
#pragma once
#include "options.h"
#include "raw.h"

enum type { status_type, request_type, target_type, reply_type, data_type, model_request_type, model_reply_type, statistics_type }; // from the fourth on: raw

// What a mode does. Samples are of the C type that idlc made; of a raw topic they are a struct raw.
struct mode
{
    const char *name;
    uint32_t kind;
    void (*start)(void);
    void (*sample)(const char *topic, const void *sample);
    bool (*command)(char *verb); // its words by strtok(NULL, " "); false: unknown or incomplete
    void (*deadline)(void);
    void (*stop)(void);
};

extern struct options options;

int run(const struct mode *mode); // until "quit" or the end of stdin

void read_topic(const char *topic, enum type type);
void write_sample(const char *topic, enum type type, const void *sample);
void write_reply(const char *topic, const reference_t *reference);
void write_data(const char *topic, enum type type, const reference_t *reference, const uint8_t *payload, uint32_t size); // data and both of the model exchange
void write_statistics(const char *name, const uint8_t *payload, uint32_t size);
void write_status(const char *state); // this node's own
void wake_in(uint32_t milliseconds);  // calls the mode's deadline, once

// A word of a command as a number; false: there is none.
bool next_number(uint64_t *number);

// The payloads of the tests: made from a seed, answered byte for byte by XOR 0x5a.
uint8_t *generate(uint32_t size, uint64_t seed);
void solve(uint8_t *payload, uint32_t size);
const char *digest(const uint8_t *payload, uint32_t size); // FNV-1a, 64 bits, in hexadecimal; good until the next call
