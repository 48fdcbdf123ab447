#include "bus.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct endpoint
{
    char topic[topic_size];
    enum type type;
    dds_entity_t reader, writer, handle;
    struct ddsi_sertype *sertype; // of a raw topic
    struct endpoint *next;
};

static const struct mode *current;
static dds_entity_t participant;
static struct endpoint *endpoints;
static int wakes[2];
static int64_t wake_at = INT64_MAX;

static _Noreturn void fail(const char *what, const char *name, dds_return_t code)
{
    fprintf(stderr, "amlip-cyclone-peer: %s %s: %s\n", what, name, dds_strretcode(-code));
    exit(1);
}

static dds_entity_t made(dds_entity_t entity, const char *what, const char *name)
{
    if (entity < 0) fail(what, name, entity);
    return entity;
}

static void on_data(dds_entity_t reader, void *argument)
{
    (void)reader, (void)argument;
    if (write(wakes[1], "", 1) < 0 && errno != EAGAIN) abort(); // a full pipe wakes, too
}

static void matched(const struct endpoint *endpoint, const char *side, uint32_t count, int32_t change)
{
    event("matched", "\"topic\":\"%s\",\"endpoint\":\"%s\",\"current\":%u,\"change\":%d", endpoint->topic, side, count, change);
}

static void on_subscription_matched(dds_entity_t reader, const dds_subscription_matched_status_t status, void *endpoint)
{
    (void)reader;
    matched(endpoint, "reader", status.current_count, status.current_count_change);
}

static void on_publication_matched(dds_entity_t writer, const dds_publication_matched_status_t status, void *endpoint)
{
    (void)writer;
    matched(endpoint, "writer", status.current_count, status.current_count_change);
}

static void on_requested_incompatible_qos(dds_entity_t reader, const dds_requested_incompatible_qos_status_t status, void *endpoint)
{
    (void)reader;
    event("incompatible-qos", "\"topic\":\"%s\",\"endpoint\":\"reader\",\"policy\":%u", ((struct endpoint *)endpoint)->topic, status.last_policy_id);
}

static void on_offered_incompatible_qos(dds_entity_t writer, const dds_offered_incompatible_qos_status_t status, void *endpoint)
{
    (void)writer;
    event("incompatible-qos", "\"topic\":\"%s\",\"endpoint\":\"writer\",\"policy\":%u", ((struct endpoint *)endpoint)->topic, status.last_policy_id);
}

static struct endpoint *find(const char *topic, enum type type)
{
    static const dds_topic_descriptor_t *const types[] = {&amlip_status_desc, &amlip_ms_request_desc, &amlip_ms_reference_desc};
    static const char *const raw_types[] = {[reply_type] = "amlip::ms_reference", [data_type] = "amlip::ms_data_GENERIC", [model_request_type] = "amlip::rpc_requestGENERIC",
        [model_reply_type] = "amlip::rpc_replyGENERIC", [statistics_type] = "amlip::AMLIP-MODEL-STATISTICS"};
    for (struct endpoint *known = endpoints; known; known = known->next)
        if (!strcmp(known->topic, topic)) return known;
    struct endpoint *made_now = calloc(1, sizeof *made_now);
    snprintf(made_now->topic, topic_size, "%s", topic);
    made_now->type = type;
    made_now->handle = type < reply_type ? dds_create_topic(participant, types[type], topic, NULL, NULL)
        : raw_topic(participant, topic, raw_types[type], &made_now->sertype);
    made(made_now->handle, "no topic", topic);
    made_now->next = endpoints;
    return endpoints = made_now;
}

// What every AML-IP endpoint has: reliable, transient local, keep all; status writers and what belongs to models keep the last one, readers of statistics ten.
static dds_qos_t *endpoint_qos(enum type type, bool reads)
{
    dds_qos_t *qos = dds_create_qos();
    const bool models = type == model_request_type || type == model_reply_type || type == statistics_type;
    const int depth = models || (type == status_type && !reads) ? type == statistics_type && reads ? 10 : 1 : DDS_LENGTH_UNLIMITED;
    const dds_history_kind_t history = depth > 0 ? DDS_HISTORY_KEEP_LAST : DDS_HISTORY_KEEP_ALL;
    dds_qset_reliability(qos, DDS_RELIABILITY_RELIABLE, DDS_SECS(10));
    dds_qset_durability(qos, DDS_DURABILITY_TRANSIENT_LOCAL);
    dds_qset_history(qos, history, depth);
    // Cyclone gives a late joiner what this says, by default the last sample only.
    dds_qset_durability_service(qos, 0, history, depth, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED, DDS_LENGTH_UNLIMITED);
    return qos;
}

void read_topic(const char *topic, enum type type)
{
    struct endpoint *endpoint = find(topic, type);
    dds_qos_t *qos = endpoint_qos(type, true);
    dds_listener_t *listener = dds_create_listener(endpoint);
    dds_lset_data_available(listener, on_data);
    dds_lset_subscription_matched(listener, on_subscription_matched);
    dds_lset_requested_incompatible_qos(listener, on_requested_incompatible_qos);
    endpoint->reader = made(dds_create_reader(participant, endpoint->handle, qos, listener), "no reader of", topic);
    dds_delete_listener(listener);
    dds_delete_qos(qos);
}

static struct endpoint *writer_of(const char *topic, enum type type)
{
    struct endpoint *endpoint = find(topic, type);
    if (endpoint->writer) return endpoint;
    dds_qos_t *qos = endpoint_qos(type, false);
    dds_listener_t *listener = dds_create_listener(endpoint);
    dds_lset_publication_matched(listener, on_publication_matched);
    dds_lset_offered_incompatible_qos(listener, on_offered_incompatible_qos);
    endpoint->writer = made(dds_create_writer(participant, endpoint->handle, qos, listener), "no writer of", topic);
    dds_delete_listener(listener);
    dds_delete_qos(qos);
    return endpoint;
}

static void written(dds_return_t code, const char *topic)
{
    if (code < 0) event("write-failed", "\"topic\":\"%s\",\"why\":\"%s\"", topic, dds_strretcode(-code));
}

void write_sample(const char *topic, enum type type, const void *sample) { written(dds_write(writer_of(topic, type)->writer, sample), topic); }

static void write_raw(const struct endpoint *endpoint, struct raw *raw, const char *topic)
{
    written(raw ? dds_writecdr(endpoint->writer, &raw->base) : DDS_RETCODE_OUT_OF_RESOURCES, topic);
}

void write_reply(const char *topic, const reference_t *reference)
{
    const struct endpoint *endpoint = writer_of(topic, reply_type);
    write_raw(endpoint, raw_reference(endpoint->sertype, reference), topic);
}

void write_data(const char *topic, enum type type, const reference_t *reference, const uint8_t *payload, uint32_t size)
{
    const struct endpoint *endpoint = writer_of(topic, type);
    write_raw(endpoint, raw_data(endpoint->sertype, reference, payload, size), topic);
}

void write_statistics(const char *name, const uint8_t *payload, uint32_t size)
{
    const char *topic = "amlip/model_statistics";
    const struct endpoint *endpoint = writer_of(topic, statistics_type);
    write_raw(endpoint, raw_statistics(endpoint->sertype, name, &options.id, payload, size), topic);
}

void write_status(const char *state)
{
    write_sample("amlip/status", status_type, &(amlip_status){options.id, current->kind, state_value(state)});
    event("status-written", "\"state\":\"%s\"", state);
}

void wake_in(uint32_t milliseconds) { wake_at = now_us() + milliseconds * INT64_C(1000); }

bool next_number(uint64_t *number)
{
    const char *text = strtok(NULL, " ");
    char *end = NULL;
    if (text) *number = strtoull(text, &end, 10);
    return text && *text >= '0' && *text <= '9' && *end == 0;
}

uint8_t *generate(uint32_t size, uint64_t seed)
{
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 0x1234567u; // never 0 for the seeds of a test
    uint8_t *payload = malloc(size + 1);
    for (uint32_t i = 0; i < size; i++)
    {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        payload[i] = (uint8_t)(state >> 24);
    }
    return payload;
}

void solve(uint8_t *payload, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) payload[i] ^= 0x5a;
}

const char *digest(const uint8_t *payload, uint32_t size)
{
    static char text[17];
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < size; i++) hash = (hash ^ payload[i]) * UINT64_C(0x100000001b3);
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    return text;
}

static void take(const struct endpoint *endpoint)
{
    dds_sample_info_t info;
    if (endpoint->type >= reply_type)
    {
        struct ddsi_serdata *data;
        while (dds_takecdr(endpoint->reader, &data, 1, &info, DDS_ANY_STATE) > 0)
        {
            if (info.valid_data) current->sample(endpoint->topic, data);
            ddsi_serdata_unref(data);
        }
        return;
    }
    void *sample = NULL;
    while (dds_take(endpoint->reader, &sample, &info, 1, 1) > 0)
    {
        if (info.valid_data) current->sample(endpoint->topic, sample);
        dds_return_loan(endpoint->reader, &sample, 1);
        sample = NULL;
    }
}

static bool line(char *text)
{
    char copy[512];
    size_t length = 0;
    for (const char *c = text; *c && length + 1 < sizeof copy; c++) copy[length++] = *c == '"' || *c == '\\' ? '?' : *c;
    copy[length] = 0;
    char *verb = strtok(text, " ");
    if (!verb) return true;
    if (!strcmp(verb, "quit")) return false;
    bool good;
    if (!strcmp(verb, "status"))
    {
        const char *state = strtok(NULL, " ");
        if ((good = state)) write_status(state);
    }
    else good = current->command(verb);
    event(good ? "done" : "bad-command", "\"line\":\"%s\"%s", copy, good ? "" : ",\"why\":\"unknown, or a word is missing\"");
    return true;
}

// False at "quit" and at the end of stdin.
static bool commands(void)
{
    static char buffer[4096];
    static size_t used;
    const ssize_t got = read(STDIN_FILENO, buffer + used, sizeof buffer - 1 - used);
    if (got <= 0) return false;
    used += (size_t)got;
    buffer[used] = 0;
    for (char *end; (end = strchr(buffer, '\n'));)
    {
        *end = 0;
        char text[sizeof buffer];
        strcpy(text, buffer);
        used -= (size_t)(end + 1 - buffer);
        memmove(buffer, end + 1, used + 1);
        if (!line(text)) return false;
    }
    return used < sizeof buffer - 1;
}

static void create_participant(void)
{
    char xml[640]; // Cyclone's defaults but for the loopback and the lease
    snprintf(xml, sizeof xml, "<CycloneDDS><Domain id=\"any\"><General><Interfaces><NetworkInterface name=\"lo\" multicast=\"false\"/></Interfaces>"
        "<AllowMulticast>false</AllowMulticast></General><Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>%" PRIu32
        "</MaxAutoParticipantIndex><Peers><Peer address=\"127.0.0.1\"/></Peers><LeaseDuration>%" PRIu32 "s</LeaseDuration></Discovery></Domain></CycloneDDS>",
        options.peers, options.lease_seconds);
    made(dds_create_domain(options.domain, xml), "no domain for", options.id.name);
    dds_qos_t *qos = dds_create_qos();
    dds_qset_entity_name(qos, options.id.name);
    participant = made(dds_create_participant(options.domain, qos, NULL), "no participant", options.id.name);
    dds_delete_qos(qos);
}

int run(const struct mode *mode)
{
    current = mode;
    if (pipe(wakes) != 0 || fcntl(wakes[0], F_SETFL, O_NONBLOCK) != 0 || fcntl(wakes[1], F_SETFL, O_NONBLOCK) != 0) fail("no pipe for", mode->name, DDS_RETCODE_ERROR);
    create_participant();
    event("ready", "\"mode\":\"%s\",\"id\":\"%s\",\"domain\":%" PRIu32, mode->name, id_text(&options.id), options.domain);
    mode->start();
    struct pollfd events[] = {{STDIN_FILENO, POLLIN, 0}, {wakes[0], POLLIN, 0}};
    for (bool going = true; going;)
    {
        const int64_t left = wake_at - now_us();
        const int ready = poll(events, 2, wake_at == INT64_MAX ? -1 : left <= 0 ? 0 : (int)(left / 1000 + 1));
        if (wake_at <= now_us()) wake_at = INT64_MAX, mode->deadline();
        if (ready <= 0) continue;
        char ignored[256];
        if (events[1].revents)
        {
            while (read(wakes[0], ignored, sizeof ignored) > 0) {}
            for (const struct endpoint *endpoint = endpoints; endpoint; endpoint = endpoint->next)
                if (endpoint->reader) take(endpoint);
        }
        if (events[0].revents) going = commands();
    }
    mode->stop();
    for (const struct endpoint *endpoint = endpoints; endpoint; endpoint = endpoint->next)
        if (endpoint->type == status_type && endpoint->writer) dds_wait_for_acks(endpoint->writer, DDS_SECS(1)); // "dropped" arrives before we leave
    dds_delete(participant);
    dds_delete(DDS_CYCLONEDDS_HANDLE); // its farewell is on the way when this returns; a process that just ends may take it along
    return 0;
}
