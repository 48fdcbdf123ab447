// Plain CDR (XCDR1), written and read byte by byte. Alignment counts from after the 4-byte encapsulation header.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace peer {

using Bytes = std::vector<uint8_t>;

struct Malformed : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

class CdrWriter
{
public:
    CdrWriter() : bytes_{0x00, 0x01, 0x00, 0x00} {}

    void u32(uint32_t value)
    {
        while ((bytes_.size() - 4) % 4 != 0) bytes_.push_back(0);
        for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<uint8_t>(value >> shift));
    }

    void octet(uint8_t value) { bytes_.push_back(value); }

    template <typename Range>
    void octets(const Range& range) { bytes_.insert(bytes_.end(), std::begin(range), std::end(range)); }

    void string(const std::string& text)
    {
        u32(static_cast<uint32_t>(text.size() + 1));
        octets(text);
        octet(0);
    }

    void reserve(size_t more) { bytes_.reserve(bytes_.size() + more); }

    Bytes take() { return std::move(bytes_); }

private:
    Bytes bytes_;
};

// Every length is checked against what is left before anything is copied.
class CdrReader
{
public:
    explicit CdrReader(const Bytes& bytes) : bytes_(bytes)
    {
        if (bytes.size() < 4) throw Malformed("shorter than the encapsulation header");
        if (bytes[0] != 0 || bytes[1] > 1) throw Malformed("an encapsulation other than plain CDR");
        big_endian_ = bytes[1] == 0;
    }

    uint32_t u32()
    {
        const size_t misaligned = (at_ - 4) % 4;
        if (misaligned != 0) need(4 - misaligned), at_ += 4 - misaligned;
        need(4);
        uint32_t value = 0;
        for (int i = 0; i < 4; ++i)
            value |= static_cast<uint32_t>(bytes_[at_ + i]) << 8 * (big_endian_ ? 3 - i : i);
        at_ += 4;
        return value;
    }

    uint8_t octet()
    {
        need(1);
        return bytes_[at_++];
    }

    std::array<uint8_t, 4> octets4()
    {
        return {octet(), octet(), octet(), octet()};
    }

    Bytes octets(uint32_t count)
    {
        need(count);
        Bytes taken(bytes_.begin() + at_, bytes_.begin() + at_ + count);
        at_ += count;
        return taken;
    }

    std::string string(uint32_t longest)
    {
        const uint32_t length = u32();
        if (length == 0) throw Malformed("a string without its NUL");
        if (length - 1 > longest) throw Malformed("a string of " + std::to_string(length - 1) + " characters");
        const Bytes chars = octets(length);
        if (chars.back() != 0) throw Malformed("a string that does not end with NUL");
        return std::string(chars.begin(), chars.end() - 1);
    }

private:
    void need(size_t count) const
    {
        if (bytes_.size() - at_ < count)
            throw Malformed("needs " + std::to_string(count) + " bytes at " + std::to_string(at_) + " of " + std::to_string(bytes_.size()));
    }

    const Bytes& bytes_;
    size_t at_ = 4;
    bool big_endian_ = false;
};

} // namespace peer
