/* The types of the native plane. A sequence is its count and then its elements; a floating-point number is its bits as a number. */

#pragma once

#include "amlipnet.h"
#include "fields.h"

/* Room for a sequence of any type: all have the same members. */
#define GET_SEQUENCE(sequence) \
  ((sequence)._length = (sequence)._maximum = get_number(), \
   (sequence)._release = true, \
   (sequence)._buffer = dds_alloc((sequence)._length * sizeof(*(sequence)._buffer)))

static inline void get_attributes(dds_sequence_amlipnet_v1_attribute *s)
{
  GET_SEQUENCE(*s);
  for (uint32_t i = 0; i < s->_length; i++)
  {
    get_string(s->_buffer[i].key, sizeof(s->_buffer[i].key) - 1);
    get_string(s->_buffer[i].value, sizeof(s->_buffer[i].value) - 1);
  }
}

static inline void put_attributes(const dds_sequence_amlipnet_v1_attribute *s)
{
  put_number(s->_length);
  for (uint32_t i = 0; i < s->_length; i++)
  {
    put_string(s->_buffer[i].key);
    put_string(s->_buffer[i].value);
  }
}

static inline void get_body(dds_sequence_amlipnet_v1_attribute *metadata, dds_sequence_amlipnet_v1_part *parts, dds_sequence_octet *payload)
{
  get_attributes(metadata);
  GET_SEQUENCE(*parts);
  for (uint32_t i = 0; i < parts->_length; i++)
  {
    parts->_buffer[i].length = get_number();
    get_bytes(parts->_buffer[i].digest, sizeof(parts->_buffer[i].digest));
  }
  GET_SEQUENCE(*payload);
  get_bytes(payload->_buffer, payload->_length);
}

static inline void put_body(
  const dds_sequence_amlipnet_v1_attribute *metadata, const dds_sequence_amlipnet_v1_part *parts, const dds_sequence_octet *payload)
{
  put_attributes(metadata);
  put_number(parts->_length);
  for (uint32_t i = 0; i < parts->_length; i++)
  {
    put_number(parts->_buffer[i].length);
    put_bytes(parts->_buffer[i].digest, sizeof(parts->_buffer[i].digest));
  }
  put_number(payload->_length);
  put_bytes(payload->_buffer, payload->_length);
}

static inline void get_availability(void *sample)
{
  amlipnet_v1_availability *s = sample;
  s->version = (uint16_t) get_number();
  s->state = (uint16_t) get_number();
  get_id(&s->server);
  s->incarnation = get_long();
  s->load_version = get_long();
  s->slots = get_number();
  s->free = get_number();
  s->queue_room = get_number();
  get_attributes(&s->attributes);
  GET_SEQUENCE(s->held_attempts);
  for (uint32_t i = 0; i < s->held_attempts._length; i++)
  {
    get_id(&s->held_attempts._buffer[i].client);
    s->held_attempts._buffer[i].task = get_long();
  }
  s->done = get_long();
  s->failed = get_long();
}

static inline void put_availability(const void *sample)
{
  const amlipnet_v1_availability *s = sample;
  put_number(s->version);
  put_number(s->state);
  put_id(&s->server);
  put_long(s->incarnation);
  put_long(s->load_version);
  put_number(s->slots);
  put_number(s->free);
  put_number(s->queue_room);
  put_attributes(&s->attributes);
  put_number(s->held_attempts._length);
  for (uint32_t i = 0; i < s->held_attempts._length; i++)
  {
    put_id(&s->held_attempts._buffer[i].client);
    put_long(s->held_attempts._buffer[i].task);
  }
  put_long(s->done);
  put_long(s->failed);
}

static inline void get_work(void *sample)
{
  amlipnet_v1_work *s = sample;
  s->version = (uint16_t) get_number();
  s->kind = (uint16_t) get_number();
  get_id(&s->client);
  s->client_incarnation = get_long();
  s->server_incarnation = get_long();
  s->job = get_long();
  s->task = get_long();
  s->time_left = get_number();
  s->priority = (int32_t) get_number();
  get_body(&s->metadata, &s->parts, &s->payload);
}

static inline void put_work(const void *sample)
{
  const amlipnet_v1_work *s = sample;
  put_number(s->version);
  put_number(s->kind);
  put_id(&s->client);
  put_long(s->client_incarnation);
  put_long(s->server_incarnation);
  put_long(s->job);
  put_long(s->task);
  put_number(s->time_left);
  put_number((uint32_t) s->priority);
  put_body(&s->metadata, &s->parts, &s->payload);
}

static inline void get_outcome(void *sample)
{
  amlipnet_v1_outcome *s = sample;
  s->version = (uint16_t) get_number();
  s->kind = (uint16_t) get_number();
  get_id(&s->server);
  s->server_incarnation = get_long();
  s->client_incarnation = get_long();
  s->job = get_long();
  s->task = get_long();
  s->last_task = get_long();
  s->load_version = get_long();
  s->slots = get_number();
  s->free = get_number();
  s->queue_room = get_number();
  s->state = (uint16_t) get_number();
  s->code = (int32_t) get_number();
  get_string(s->text, sizeof(s->text) - 1);
  uint64_t progress = get_long();
  memcpy(&s->progress, &progress, sizeof(progress));
  get_body(&s->metadata, &s->parts, &s->payload);
}

static inline void put_outcome(const void *sample)
{
  const amlipnet_v1_outcome *s = sample;
  put_number(s->version);
  put_number(s->kind);
  put_id(&s->server);
  put_long(s->server_incarnation);
  put_long(s->client_incarnation);
  put_long(s->job);
  put_long(s->task);
  put_long(s->last_task);
  put_long(s->load_version);
  put_number(s->slots);
  put_number(s->free);
  put_number(s->queue_room);
  put_number(s->state);
  put_number((uint32_t) s->code);
  put_string(s->text);
  uint64_t progress;
  memcpy(&progress, &s->progress, sizeof(progress));
  put_long(progress);
  put_body(&s->metadata, &s->parts, &s->payload);
}
