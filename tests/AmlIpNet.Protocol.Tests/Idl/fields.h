/* Fields of samples as words: numbers are decimal, bytes hexadecimal ("-" for none), an id is two words: its name's bytes and its 4 octets. */

#pragma once

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amlip.h"

static inline void fail(const char *what)
{
  fprintf(stderr, "idl_peer: %s\n", what);
  exit(2);
}

/* Fields in */

static inline const char *next_word(void)
{
  const char *word = strtok(NULL, " \n");
  if (word == NULL)
    fail("a field is missing");
  return word;
}

static inline size_t parse_hex(const char *text, uint8_t *bytes, size_t room)
{
  if (strcmp(text, "-") == 0)
    return 0;
  size_t count = strlen(text) / 2;
  if (count > room)
    fail("a field has too many bytes");
  for (size_t i = 0; i < count; i++)
  {
    unsigned value;
    if (sscanf(text + 2 * i, "%2x", &value) != 1)
      fail("a field is not hexadecimal");
    bytes[i] = (uint8_t) value;
  }
  return count;
}

static inline void get_string(char *string, size_t bound)
{
  string[parse_hex(next_word(), (uint8_t *) string, bound)] = 0;
}

static inline uint64_t get_long(void)
{
  return strtoull(next_word(), NULL, 10);
}

static inline uint32_t get_number(void)
{
  return (uint32_t) get_long();
}

static inline void get_bytes(uint8_t *bytes, size_t count)
{
  if (parse_hex(next_word(), bytes, count) != count)
    fail("a field has too few bytes");
}

static inline void get_id(amlip_AmlipId *id)
{
  get_string(id->name, sizeof(id->name) - 1);
  get_bytes(id->id, sizeof(id->id));
}

/* Fields out */

static inline void put_bytes(const uint8_t *bytes, size_t count)
{
  for (size_t i = 0; i < count; i++)
    printf("%02x", bytes[i]);
  printf(count == 0 ? "- " : " ");
}

static inline void put_string(const char *string)
{
  put_bytes((const uint8_t *) string, strlen(string));
}

static inline void put_long(uint64_t value)
{
  printf("%" PRIu64 " ", value);
}

static inline void put_number(uint32_t value)
{
  put_long(value);
}

static inline void put_id(const amlip_AmlipId *id)
{
  put_string(id->name);
  put_bytes(id->id, sizeof(id->id));
}
