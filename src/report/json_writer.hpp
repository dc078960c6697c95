#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "tracerouter/time.hpp"

namespace tracerouter::report {

/// Writes one line of JSON (RFC 8259) front to back, without building a tree of it first. Numbers come out as written
/// by hand: 1.012, not 1.012E0.
class json_writer {
public:
    json_writer& begin_object() { return begin('{'); }
    json_writer& end_object() { return end('}'); }
    json_writer& begin_array() { return begin('['); }
    json_writer& end_array() { return end(']'); }

    json_writer& key(std::string_view name);

    json_writer& value(std::string_view text);
    json_writer& value(const char* text) { return value(std::string_view{text}); }
    json_writer& value(bool flag) { return append(flag ? "true" : "false"); }
    json_writer& value(std::unsigned_integral auto number) { return append(std::to_string(number)); }
    json_writer& value(duration milliseconds);

    json_writer& number(int value) { return append(std::to_string(value)); }

    /// Null stands for what is not known.
    template <class Value>
    json_writer& value(const std::optional<Value>& known) {
        return known ? value(*known) : append("null");
    }

    json_writer& member(std::string_view name, const auto& known) { return key(name).value(known); }

    /// What was written, with the end of the line.
    [[nodiscard]] std::string line() const { return out_ + '\n'; }

private:
    json_writer& begin(char bracket);
    json_writer& end(char bracket);
    json_writer& append(std::string_view token);
    void separate();

    std::string out_;
    bool first_ = true;  ///< nothing stands before the next token that a comma would separate it from
};

}  // namespace tracerouter::report
