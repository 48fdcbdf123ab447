// AML-IP's synchronous main node: one task at a time, the first reply is taken, no time limits.
#include "modes.h"

#include <stdlib.h>
#include <string.h>

struct task { uint64_t size, seed; reference_t reference; int64_t asked_at; unsigned solutions; };

static struct task *tasks;       // by their number: those before asked are done, those from it on wait
static size_t count, asked, solved;
static bool open_task, chosen;   // tasks[asked] was requested, its server was chosen
static uint32_t next_task;
static char reply_topic[topic_size], solution_topic[topic_size];

static void request(uint32_t task)
{
    write_sample("amlip/job_request_availability", request_type, &(amlip_ms_request){options.id, task});
    event("request-written", "\"task\":%u", task);
}

static void next(void)
{
    if (open_task || asked == count) return;
    write_status("running");
    struct task *task = &tasks[asked];
    task->reference = (reference_t){.client = options.id, .task = next_task++};
    task->asked_at = now_us();
    open_task = true, chosen = false;
    request(task->reference.task);
}

static void start(void)
{
    job_topic(reply_topic, "reply_available", &options.id);
    job_topic(solution_topic, "task_solution", &options.id);
    read_topic(reply_topic, reply_type);
    read_topic(solution_topic, data_type);
    write_status("stopped");
}

static void reply(const reference_t *offer)
{
    struct task *task = open_task && !chosen ? &tasks[asked] : NULL;
    const bool first = task && same_task(offer, &task->reference);
    event("reply", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\",\"first\":%s", id_text(&offer->client), offer->task, id_text(&offer->server), first ? "true" : "false");
    if (!first) return;
    chosen = true;
    task->reference = *offer;
    write_sample("amlip/job_task_target", target_type, offer);
    event("target-written", "\"task\":%u,\"server\":\"%s\"", offer->task, id_text(&offer->server));
    char topic[topic_size];
    job_topic(topic, "task_data", &offer->server);
    uint8_t *payload = generate((uint32_t)task->size, task->seed);
    write_data(topic, data_type, offer, payload, (uint32_t)task->size);
    free(payload);
    event("data-written", "\"task\":%u,\"server\":\"%s\",\"size\":%u", offer->task, id_text(&offer->server), (uint32_t)task->size);
}

static void solution(const struct raw *sample)
{
    reference_t reference;
    const uint8_t *payload;
    uint32_t size;
    if (!raw_parse(sample, &reference, &payload, &size))
    {
        event("malformed", "\"topic\":\"%s\",\"size\":%u", solution_topic, sample->size);
        return;
    }
    struct task *task = NULL;
    for (size_t i = 0; i < asked + (open_task && chosen) && !task; i++)
        if (same_task(&tasks[i].reference, &reference)) task = &tasks[i];
    if (!task)
    {
        event("stray-solution", "\"client\":\"%s\",\"task\":%u,\"server\":\"%s\"", id_text(&reference.client), reference.task, id_text(&reference.server));
        return;
    }
    uint8_t *expected = generate((uint32_t)task->size, task->seed);
    solve(expected, (uint32_t)task->size);
    const bool ok = size == task->size && !memcmp(expected, payload, size);
    free(expected);
    event("solution", "\"task\":%u,\"server\":\"%s\",\"ok\":%s,\"size\":%u,\"copy\":%u,\"sameServer\":%s,\"us\":%lld", reference.task, id_text(&reference.server),
        ok ? "true" : "false", size, ++task->solutions, id_equal(&reference.server, &task->reference.server) ? "true" : "false", (long long)(now_us() - task->asked_at));
    if (task->solutions > 1) return;
    asked++, solved++, open_task = false;
    write_status("stopped");
    next();
    if (!open_task) event("idle", "\"tasks\":%zu", solved);
}

static void sample(const char *topic, const void *sample)
{
    reference_t offer;
    if (strcmp(topic, reply_topic) != 0) solution(sample);
    else if (raw_parse(sample, &offer, NULL, NULL)) reply(&offer);
    else event("malformed", "\"topic\":\"%s\"", topic);
}

static bool command(char *verb)
{
    uint64_t jobs = 1, size, seed;
    if (!strcmp(verb, "request-only")) return request(next_task++), true;
    if (strcmp(verb, "job") != 0 && (strcmp(verb, "jobs") != 0 || !next_number(&jobs))) return false;
    if (!next_number(&size) || !next_number(&seed) || size > INT32_MAX / 2) return false;
    tasks = realloc(tasks, (count + jobs) * sizeof *tasks);
    for (; jobs > 0; jobs--) tasks[count++] = (struct task){.size = size, .seed = seed++};
    return next(), true;
}

static void nothing(void) {}
static void stop(void) { write_status("dropped"); }

const struct mode client_mode = {"client", 3, start, sample, command, nothing, stop};
