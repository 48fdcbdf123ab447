/* The types of the data space. A sequence is its count and then its elements. */

#pragma once

#include "amlipnet.h"
#include "fields.h"
#include "native.h"

static inline void get_info(amlipnet_v1_value_info *s)
{
  s->size = get_long();
  get_bytes(s->digest, sizeof(s->digest));
  get_string(s->content_type, sizeof(s->content_type) - 1);
  s->version = get_long();
}

static inline void put_info(const amlipnet_v1_value_info *s)
{
  put_long(s->size);
  put_bytes(s->digest, sizeof(s->digest));
  put_string(s->content_type);
  put_long(s->version);
}

static inline void get_recipe(amlipnet_v1_data_recipe *s)
{
  get_string(s->function, sizeof(s->function) - 1);
  GET_SEQUENCE(s->arguments);
  get_bytes(s->arguments._buffer, s->arguments._length);
  GET_SEQUENCE(s->needed);
  for (uint32_t i = 0; i < s->needed._length; i++)
    get_string(s->needed._buffer[i], sizeof(s->needed._buffer[i]) - 1);
}

static inline void put_recipe(const amlipnet_v1_data_recipe *s)
{
  put_string(s->function);
  put_number(s->arguments._length);
  put_bytes(s->arguments._buffer, s->arguments._length);
  put_number(s->needed._length);
  for (uint32_t i = 0; i < s->needed._length; i++)
    put_string(s->needed._buffer[i]);
}

static inline void get_data_entries(void *sample)
{
  amlipnet_v1_data_entries *s = sample;
  s->version = (uint16_t) get_number();
  GET_SEQUENCE(s->entries);
  for (uint32_t i = 0; i < s->entries._length; i++)
  {
    amlipnet_v1_data_entry *e = &s->entries._buffer[i];
    get_string(e->key, sizeof(e->key) - 1);
    e->state = (uint16_t) get_number();
    e->code = (uint16_t) get_number();
    get_info(&e->info);
    e->offset = get_long();
    e->length = get_number();
    e->deaths = get_number();
    get_string(e->text, sizeof(e->text) - 1);
    GET_SEQUENCE(e->nodes);
    for (uint32_t n = 0; n < e->nodes._length; n++)
      get_id(&e->nodes._buffer[n]);
    GET_SEQUENCE(e->recipe);
    for (uint32_t n = 0; n < e->recipe._length; n++)
      get_recipe(&e->recipe._buffer[n]);
  }
}

static inline void put_data_entries(const void *sample)
{
  const amlipnet_v1_data_entries *s = sample;
  put_number(s->version);
  put_number(s->entries._length);
  for (uint32_t i = 0; i < s->entries._length; i++)
  {
    const amlipnet_v1_data_entry *e = &s->entries._buffer[i];
    put_string(e->key);
    put_number(e->state);
    put_number(e->code);
    put_info(&e->info);
    put_long(e->offset);
    put_number(e->length);
    put_number(e->deaths);
    put_string(e->text);
    put_number(e->nodes._length);
    for (uint32_t n = 0; n < e->nodes._length; n++)
      put_id(&e->nodes._buffer[n]);
    put_number(e->recipe._length);
    for (uint32_t n = 0; n < e->recipe._length; n++)
      put_recipe(&e->recipe._buffer[n]);
  }
}

static inline void get_data_control(void *sample)
{
  amlipnet_v1_data_control *s = sample;
  s->version = (uint16_t) get_number();
  s->kind = (uint16_t) get_number();
  s->role = (uint16_t) get_number();
  s->code = (uint16_t) get_number();
  get_id(&s->sender);
  s->request = get_long();
  s->number = get_number();
  GET_SEQUENCE(s->body);
  get_bytes(s->body._buffer, s->body._length);
}

static inline void put_data_control(const void *sample)
{
  const amlipnet_v1_data_control *s = sample;
  put_number(s->version);
  put_number(s->kind);
  put_number(s->role);
  put_number(s->code);
  put_id(&s->sender);
  put_long(s->request);
  put_number(s->number);
  put_number(s->body._length);
  put_bytes(s->body._buffer, s->body._length);
}

static inline void get_data_part(void *sample)
{
  amlipnet_v1_data_part *s = sample;
  s->version = (uint16_t) get_number();
  s->code = (uint16_t) get_number();
  s->role = (uint16_t) get_number();
  get_id(&s->sender);
  get_string(s->key, sizeof(s->key) - 1);
  get_info(&s->info);
  s->offset = get_long();
  GET_SEQUENCE(s->bytes);
  get_bytes(s->bytes._buffer, s->bytes._length);
}

static inline void put_data_part(const void *sample)
{
  const amlipnet_v1_data_part *s = sample;
  put_number(s->version);
  put_number(s->code);
  put_number(s->role);
  put_id(&s->sender);
  put_string(s->key);
  put_info(&s->info);
  put_long(s->offset);
  put_number(s->bytes._length);
  put_bytes(s->bytes._buffer, s->bytes._length);
}
