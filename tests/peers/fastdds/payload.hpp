// The payloads of the tests: made from a seed, answered byte for byte by XOR 0x5a, compared by a digest.
#pragma once

#include "cdr.hpp"

namespace peer {

inline Bytes generate(size_t size, uint64_t seed)
{
    uint64_t state = seed * 0x9e3779b97f4a7c15u + 0x1234567u; // never 0 for the seeds of a test
    Bytes bytes(size);
    for (uint8_t& byte : bytes)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        byte = static_cast<uint8_t>(state >> 24);
    }
    return bytes;
}

inline Bytes solve(Bytes bytes)
{
    for (uint8_t& byte : bytes) byte ^= 0x5a;
    return bytes;
}

// FNV-1a, 64 bits, in hexadecimal.
inline std::string digest(const Bytes& bytes)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

} // namespace peer
