#include "event.hpp"

#include <chrono>
#include <cstdio>
#include <mutex>

namespace peer {

namespace {

// Bytes above 0x7e are shown as the code points of the same number: any name gives valid JSON.
std::string quoted(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text)
    {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
        {
            out += '\\';
            out += c;
        }
        else if (byte < 0x20 || byte > 0x7e)
        {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", byte);
            out += escape;
        }
        else
        {
            out += c;
        }
    }
    return out + '"';
}

std::mutex& output_lock()
{
    static std::mutex lock;
    return lock;
}

} // namespace

Event::Event(const std::string& name) : line_("{\"event\":" + quoted(name))
{
    using namespace std::chrono;
    static const auto start = steady_clock::now();
    add("at", duration_cast<microseconds>(steady_clock::now() - start).count());
}

Event::~Event()
{
    line_ += "}\n";
    const std::lock_guard<std::mutex> guard(output_lock());
    std::fwrite(line_.data(), 1, line_.size(), stdout);
    std::fflush(stdout);
}

Event& Event::add(const char* key, const std::string& value) { return raw(key, quoted(value)); }

Event& Event::raw(const char* key, const std::string& value)
{
    line_ += ",\"";
    line_ += key;
    line_ += "\":";
    line_ += value;
    return *this;
}

} // namespace peer
