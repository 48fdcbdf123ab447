// Ids, kinds, states and topic names as text. The types themselves come from idlc (amlip.h, made of idl/amlip.idl), except ms_data.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "amlip.h"

typedef amlip_AmlipId node_id;
typedef amlip_ms_reference reference_t;

enum { id_text_size = 28 + 12 + 1, topic_size = 128 };

bool hex_octets(const char *text, const char *before, uint8_t octets[4]); // four times BEFORE and two hexadecimal digits
bool id_parse(const char *text, node_id *id);                                // main.01.02.03.04
const char *id_text(const node_id *id);                                      // good until the fourth call after it
bool id_equal(const node_id *a, const node_id *b);
bool same_task(const reference_t *a, const reference_t *b);               // client and task

uint32_t kind_value(const char *text);
const char *kind_name(uint32_t kind);
uint32_t state_value(const char *text);
const char *state_name(uint32_t state);

// amlip/job_NAME or, with an id, amlip/job_NAME_ID
void job_topic(char topic[topic_size], const char *name, const node_id *id);
// amlip/rpc_WHAT_model_ID
void model_topic(char topic[topic_size], const char *what, const node_id *id);

// One line of JSON: event("target", "\"task\":%u", 7). Whole lines, whichever thread they come from.
void event(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t now_us(void); // since the first call
