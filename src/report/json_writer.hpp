#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "report/text_buffer.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// Writes JSON (RFC 8259) front to back behind what a buffer holds, without building a tree of it first. Numbers come
/// out as written by hand: 1.012, not 1.012E0.
class json_writer {
public:
    explicit json_writer(text_buffer& out) : out_{out} {}

    json_writer& begin_object() { return begin('{'); }
    json_writer& end_object() { return end('}'); }
    json_writer& begin_array() { return begin('['); }
    json_writer& end_array() { return end(']'); }

    /// A name of ours: nothing in it needs an escape. Inlined, its length is known and copying it is a few moves.
    [[gnu::always_inline]] json_writer& key(std::string_view name) {
        first_ ? out_.append_all("\"", name, "\":") : out_.append_all(",\"", name, "\":");
        first_ = true;
        return *this;
    }

    /// A member whose value is a word of ours.
    [[gnu::always_inline]] json_writer& word(std::string_view name, std::string_view text) {
        first_ ? out_.append_all("\"", name, "\":\"", text, "\"") : out_.append_all(",\"", name, "\":\"", text, "\"");
        first_ = false;
        return *this;
    }

    /// A word of ours.
    json_writer& word(std::string_view text) {
        separate();
        out_.append_all("\"", text, "\"");
        return *this;
    }

    /// Any text, whoever wrote it.
    json_writer& value(std::string_view text);
    json_writer& value(const char* text) { return value(std::string_view{text}); }
    json_writer& value(bool flag) { return token(flag ? std::string_view{"true"} : std::string_view{"false"}); }
    json_writer& value(std::unsigned_integral auto number) { return token(number); }
    json_writer& value(int number) { return token(std::string_view{std::to_string(number)}); }
    json_writer& value(duration milliseconds) { return token(milliseconds); }
    json_writer& value(std::chrono::system_clock::time_point moment);
    json_writer& value(const boost::asio::ip::address& address);

    /// A number that is written already.
    json_writer& number(std::string_view text) { return token(text); }

    /// With all its digits, so that what reads it back gets the same: nanoseconds, and six decimals of a millisecond.
    json_writer& exact(std::chrono::system_clock::time_point moment);
    json_writer& exact(duration milliseconds);

    /// Null stands for what is not known.
    template <class Value>
    json_writer& value(const std::optional<Value>& known) {
        return known ? value(*known) : token(std::string_view{"null"});
    }

    template <class Value>
    [[gnu::always_inline]] json_writer& member(std::string_view name, const Value& known) {
        if constexpr (!std::unsigned_integral<Value> || std::same_as<Value, bool>) {
            return key(name).value(known);
        } else {
            first_ ? out_.append_behind(known, "\"", name, "\":") : out_.append_behind(known, ",\"", name, "\":");
            first_ = false;
            return *this;
        }
    }

private:
    json_writer& begin(char bracket) {
        separate();
        out_.append(bracket);
        first_ = true;
        return *this;
    }

    json_writer& end(char bracket) {
        out_.append(bracket);
        first_ = false;
        return *this;
    }

    json_writer& token(const auto& piece) {
        separate();
        out_.append(piece);
        return *this;
    }

    void separate() {
        if (!first_) out_.append(',');
        first_ = false;
    }

    text_buffer& out_;
    bool first_ = true;  ///< nothing stands before the next token that a comma would separate it from
};

}  // namespace tracerouter::report
