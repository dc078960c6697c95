#include "report/json_writer.hpp"

#include "report/escape.hpp"
#include "report/milliseconds.hpp"

namespace tracerouter::report {

json_writer& json_writer::key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    first_ = true;
    return *this;
}

json_writer& json_writer::value(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
}

json_writer& json_writer::value(duration milliseconds) {
    return append(report::milliseconds(milliseconds));
}

json_writer& json_writer::begin(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
}

json_writer& json_writer::end(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
}

json_writer& json_writer::append(std::string_view token) {
    separate();
    out_ += token;
    return *this;
}

void json_writer::separate() {
    if (!first_) out_ += ',';
    first_ = false;
}

}  // namespace tracerouter::report
