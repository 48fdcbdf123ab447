// One event, one line of JSON on stdout: Event("target").add("task", 7).add("mine", true);
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

namespace peer {

class Event
{
public:
    explicit Event(const std::string& name);
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event(); // writes the line, whole, whichever thread it comes from

    Event& add(const char* key, const std::string& value);
    Event& add(const char* key, const char* value) { return add(key, std::string(value)); }

    template <typename T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
    Event& add(const char* key, T value)
    {
        if constexpr (std::is_same_v<T, bool>) return raw(key, value ? "true" : "false");
        else return raw(key, std::to_string(value));
    }

private:
    Event& raw(const char* key, const std::string& value);

    std::string line_;
};

} // namespace peer
