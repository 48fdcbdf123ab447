// AML-IP's synchronous computing node: one request at a time, no time limits, no check of the data's ids.
#include "modes.h"

#include <stdlib.h>
#include <string.h>

// Requests (their server is not used), targets and data, each in order of arrival.
struct item { reference_t reference; uint8_t *payload; uint32_t size; };
struct queue { struct item *items; size_t count, taken; };

enum waits { for_request, for_target, for_data, for_work };

static struct queue requests, targets, data; // what was taken stays: targets[0..taken) tells which requests are closed
static enum waits waits;
static reference_t request, target;
static struct item answer;
static uint64_t work_ms;
static char hold[8]; // reply, target or data: freeze after it
static bool frozen;
static char data_topic[topic_size];

static void push(struct queue *queue, struct item item)
{
    queue->items = realloc(queue->items, (queue->count + 1) * sizeof item);
    queue->items[queue->count++] = item;
}

static bool pop(struct queue *queue, struct item *item)
{
    if (queue->taken == queue->count) return false;
    *item = queue->items[queue->taken++];
    return true;
}

static void told(const char *what, const reference_t *task) { event(what, "\"client\":\"%s\",\"task\":%u", id_text(&task->client), task->task); }

static bool held(const char *step)
{
    if (strcmp(hold, step) != 0) return false;
    frozen = true;
    event("held", "\"after\":\"%s\",\"client\":\"%s\",\"task\":%u", step, id_text(&request.client), request.task);
    return true;
}

static void finish(void)
{
    char topic[topic_size];
    job_topic(topic, "task_solution", &target.client);
    solve(answer.payload, answer.size);
    write_data(topic, data_type, &target, answer.payload, answer.size);
    event("solution-written", "\"client\":\"%s\",\"task\":%u,\"size\":%u", id_text(&target.client), target.task, answer.size);
    free(answer.payload);
    waits = for_request;
    write_status("stopped"); // process_job returned, and is called again
    write_status("running");
}

static bool take_request(void)
{
    struct item item;
    if (!pop(&requests, &item)) return false;
    request = item.reference;
    for (size_t i = 0; i < targets.taken; i++)
        if (same_task(&targets.items[i].reference, &request)) return told("skipped", &request), true;
    char topic[topic_size];
    job_topic(topic, "reply_available", &request.client);
    write_reply(topic, &(reference_t){request.client, request.task, options.id});
    told("replied", &request);
    waits = for_target;
    held("reply");
    return true;
}

// Targets are taken only while waiting for one, as AML-IP does: those that pass by are remembered.
static bool take_target(void)
{
    struct item item;
    if (!pop(&targets, &item)) return false;
    target = item.reference;
    if (!same_task(&target, &request)) return true;
    const bool chosen = id_equal(&target.server, &options.id);
    told(chosen ? "chosen" : "passed-over", &target);
    waits = chosen ? for_data : for_request;
    if (chosen) held("target");
    return true;
}

static bool take_data(void)
{
    if (!pop(&data, &answer)) return false;
    event("taken", "\"client\":\"%s\",\"task\":%u,\"dataTask\":%u,\"matches\":%s", id_text(&target.client), target.task, answer.reference.task,
        same_task(&answer.reference, &target) ? "true" : "false");
    waits = for_work;
    if (held("data")) return false;
    if (work_ms > 0) return wake_in((uint32_t)work_ms), false;
    finish();
    return true;
}

static void advance(void)
{
    while (!frozen && (waits == for_request ? take_request() : waits == for_target ? take_target() : waits == for_data && take_data())) {}
}

static void deadline(void)
{
    if (frozen) return;
    if (waits == for_work) finish();
    advance();
}

static void data_arrived(const struct raw *sample)
{
    struct item item = {0};
    const uint8_t *payload;
    if (!raw_parse(sample, &item.reference, &payload, &item.size))
    {
        event("malformed", "\"topic\":\"%s\",\"size\":%u", data_topic, sample->size);
        return;
    }
    item.payload = malloc(item.size + 1);
    memcpy(item.payload, payload, item.size);
    event("data", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\",\"size\":%u", id_text(&item.reference.client), item.reference.task, id_text(&item.reference.server), item.size);
    push(&data, item);
}

static void sample(const char *topic, const void *sample)
{
    if (!strcmp(topic, data_topic)) data_arrived(sample);
    else if (!strcmp(topic, "amlip/job_task_target"))
    {
        const reference_t *arrived = sample;
        event("target", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\",\"mine\":%s", id_text(&arrived->client), arrived->task, id_text(&arrived->server),
            id_equal(&arrived->server, &options.id) ? "true" : "false");
        push(&targets, (struct item){.reference = *arrived});
    }
    else
    {
        const amlip_ms_request *arrived = sample;
        push(&requests, (struct item){.reference = {.client = arrived->client, .task = arrived->task}});
        told("request", &requests.items[requests.count - 1].reference);
    }
    advance();
}

static bool command(char *verb)
{
    if (!strcmp(verb, "work")) return next_number(&work_ms);
    if (!strcmp(verb, "resume")) return hold[0] = 0, frozen = false, deadline(), true;
    const char *step = strtok(NULL, " ");
    if (strcmp(verb, "hold") != 0 || !step || strlen(step) >= sizeof hold) return false;
    return strcpy(hold, step), true;
}

static void start(void)
{
    work_ms = options.work_ms;
    job_topic(data_topic, "task_data", &options.id);
    read_topic("amlip/job_request_availability", request_type);
    read_topic("amlip/job_task_target", target_type);
    read_topic(data_topic, data_type);
    write_status("stopped");
    write_status("running");
}

static void stop(void) { write_status("dropped"); }

const struct mode server_mode = {"server", 4, start, sample, command, deadline, stop};
