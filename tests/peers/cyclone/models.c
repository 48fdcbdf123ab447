// AML-IP's model sender and receiver: statistics to all, requests and replies between two. No time limits, one request at a time.
#include "modes.h"

#include <stdlib.h>
#include <string.h>

static char own_topic[topic_size]; // what this node reads of its own: requests of the sender, replies of the receiver
static bool no_reply;

static void begin(const char *what, enum type type)
{
    model_topic(own_topic, what, &options.id);
    read_topic(own_topic, type);
    write_status("stopped");
    write_status("running");
}

static void stop(void)
{
    write_status("stopped");
    write_status("dropped");
}

static void nothing(void) {}

static void sender_start(void) { begin("request", model_request_type); }

static void asked(const char *topic, const void *sample)
{
    reference_t reference;
    const uint8_t *payload;
    uint32_t size;
    if (!raw_parse(sample, &reference, &payload, &size))
    {
        event("malformed", "\"topic\":\"%s\"", topic);
        return;
    }
    event("model-request", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\",\"mine\":%s,\"size\":%u", id_text(&reference.client), reference.task,
        id_text(&reference.server), id_equal(&reference.server, &options.id) ? "true" : "false", size);
    if (no_reply)
    {
        event("held", "\"client\":\"%s\",\"task\":%u", id_text(&reference.client), reference.task);
        return;
    }
    uint8_t *model = malloc(size + 1);
    memcpy(model, payload, size);
    solve(model, size);
    char to[topic_size];
    model_topic(to, "reply", &reference.client);
    write_data(to, model_reply_type, &(reference_t){reference.client, reference.task, options.id}, model, size);
    free(model);
    event("model-reply-written", "\"client\":\"%s\",\"task\":%u,\"size\":%u", id_text(&reference.client), reference.task, size);
}

static bool sender_command(char *verb)
{
    const char *word = strtok(NULL, " ");
    if (!word) return false;
    if (!strcmp(verb, "no-reply")) return no_reply = !strcmp(word, "on"), no_reply || !strcmp(word, "off");
    uint64_t size, seed;
    if (strcmp(verb, "statistics") != 0 || !next_number(&size) || !next_number(&seed) || size > INT32_MAX / 2) return false;
    uint8_t *payload = generate((uint32_t)size, seed);
    write_statistics(word, payload, (uint32_t)size);
    event("statistics-written", "\"name\":\"%s\",\"size\":%u,\"digest\":\"%s\"", word, (uint32_t)size, digest(payload, (uint32_t)size));
    free(payload);
    return true;
}

struct request { node_id sender; uint64_t size, seed; unsigned replies; };

static struct request *requests; // by their task
static uint32_t count;

static void receiver_start(void)
{
    read_topic("amlip/model_statistics", statistics_type);
    begin("reply", model_reply_type);
}

static void statistics(const struct raw *sample)
{
    const char *name;
    node_id server;
    const uint8_t *payload;
    uint32_t size;
    if (!raw_parse_statistics(sample, &name, &server, &payload, &size)) event("malformed", "\"topic\":\"amlip/model_statistics\"");
    else event("statistics", "\"name\":\"%s\",\"server\":\"%s\",\"size\":%u,\"digest\":\"%s\"", name, id_text(&server), size, digest(payload, size));
}

static void answered(const char *topic, const void *sample)
{
    if (strcmp(topic, own_topic) != 0) return statistics(sample);
    reference_t reference;
    const uint8_t *payload;
    uint32_t size;
    if (!raw_parse(sample, &reference, &payload, &size))
    {
        event("malformed", "\"topic\":\"%s\"", topic);
        return;
    }
    if (reference.task >= count || !id_equal(&reference.client, &options.id))
    {
        event("stray-model", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\"", id_text(&reference.client), reference.task, id_text(&reference.server));
        return;
    }
    struct request *request = &requests[reference.task];
    uint8_t *expected = generate((uint32_t)request->size, request->seed);
    solve(expected, (uint32_t)request->size);
    const bool ok = size == request->size && !memcmp(expected, payload, size);
    free(expected);
    event("model", "\"task\":%u,\"server\":\"%s\",\"size\":%u,\"ok\":%s,\"copy\":%u,\"sameServer\":%s", reference.task, id_text(&reference.server), size,
        ok ? "true" : "false", ++request->replies, id_equal(&reference.server, &request->sender) ? "true" : "false");
}

static bool receiver_command(char *verb)
{
    struct request request = {0};
    const char *sender = strtok(NULL, " ");
    if (strcmp(verb, "model") != 0 || !sender || !id_parse(sender, &request.sender) || !next_number(&request.size) || !next_number(&request.seed) || request.size > INT32_MAX / 2)
        return false;
    requests = realloc(requests, (count + 1) * sizeof request);
    requests[count] = request;
    char to[topic_size];
    model_topic(to, "request", &request.sender);
    uint8_t *payload = generate((uint32_t)request.size, request.seed);
    write_data(to, model_request_type, &(reference_t){options.id, count, request.sender}, payload, (uint32_t)request.size);
    free(payload);
    event("model-request-written", "\"task\":%u,\"server\":\"%s\",\"size\":%u", count++, id_text(&request.sender), (uint32_t)request.size);
    return true;
}

const struct mode model_sender_mode = {"model-sender", 10, sender_start, asked, sender_command, nothing, stop};
const struct mode model_receiver_mode = {"model-receiver", 9, receiver_start, answered, receiver_command, nothing, stop};
