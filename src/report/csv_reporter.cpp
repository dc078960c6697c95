#include "report/csv_reporter.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "report/escape.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

/// The best answer of each responder of a hop, in the order of their first answers.
class best_answers {
public:
    explicit best_answers(const hop_result& hop) {
        for (const auto& probe : hop.probes) {
            if (probe.reply) add(*probe.reply);
        }
    }

    [[nodiscard]] std::span<const reply* const> all() const { return {answers_.data(), count_}; }

private:
    void add(const reply& answer) {
        const auto end = answers_.begin() + static_cast<std::ptrdiff_t>(count_);
        const auto known = std::find_if(answers_.begin(), end,
                                        [&answer](const reply* other) { return other->responder == answer.responder; });
        if (known != end) {
            if (answer.rtt < (*known)->rtt) *known = &answer;
        } else if (count_ < answers_.size()) {
            answers_[count_++] = &answer;
        }
    }

    std::array<const reply*, 32> answers_{};  // queries and retries are fewer
    std::size_t count_ = 0;
};

/// A field that may hold anything.
std::string field(std::string_view text) {
    auto harmless = escape(text);
    if (harmless.find_first_of(",\"") == std::string::npos) return harmless;
    std::string quoted{'"'};
    for (const char c : harmless) quoted.append(c == '"' ? 2 : 1, c);
    return quoted += '"';
}

void append_list(text_buffer& out, std::span<const reply* const> answers, auto append_one) {
    out.append(',');
    for (const reply* answer : answers) {
        if (answer != answers.front()) out.append(' ');
        append_one(*answer);
    }
}

/// `-` keeps the place of what one of several answers does not tell.
void append_known(text_buffer& out, std::optional<std::uint8_t> value, bool alone) {
    if (value) {
        out.append(*value);
    } else if (!alone) {
        out.append('-');
    }
}

void append_answers(text_buffer& out, const hop_result& hop) {
    const best_answers best{hop};
    const auto answers = best.all();
    const bool alone = answers.size() < 2;
    append_list(out, answers, [&out](const reply& answer) { out.append(answer.responder); });
    if (hop.inferred_address) out.append(*hop.inferred_address);
    append_list(out, answers, [&out](const reply& answer) { out.append(answer.rtt); });
    append_list(out, answers, [&out](const reply& answer) { out.append(name_of(answer.kind)); });
    append_list(out, answers, [&out, alone](const reply& answer) { append_known(out, answer.icmp_code, alone); });
    append_list(out, answers, [&out, alone](const reply& answer) { append_known(out, answer.reply_ttl, alone); });
}

void append_hop(text_buffer& out, const hop_result& hop) {
    out.append(',').append(hop.ttl).append(',').append(name_of(hop.state));
    append_answers(out, hop);
    std::uint32_t sent = 0;
    std::uint32_t answered = 0;
    for (const auto& probe : hop.probes) {
        sent += probe.status == probe_status::replied || probe.status == probe_status::timeout ? 1 : 0;
        answered += probe.reply ? 1 : 0;
    }
    out.append(',').append(sent).append(',').append(answered).append(',');
}

constexpr std::string_view no_hop = ",,,,,,,,,,";

}  // namespace

boost::system::error_code csv_reporter::hop(const heading&, const hop_result&) {
    return {};
}

boost::system::error_code csv_reporter::trace(const heading&, const trace_result& result) {
    begin();
    const auto target = field(result.target);
    for (const auto& hop : result.hops) {
        lines_.append_all(target, ",").append(result.address);
        append_hop(lines_, hop);
        if (&hop != &result.hops.back()) lines_.append('\n');
    }
    if (result.hops.empty()) lines_.append_all(target, ",").append(result.address).append(no_hop);
    return out_.write(lines_.append_all(name_of(result.stop), "\n").text());
}

boost::system::error_code csv_reporter::failure(const report::failure& failure) {
    begin();
    return out_.write(lines_.append_all(field(failure.target), ",", no_hop, name_of(failure.kind), "\n").text());
}

void csv_reporter::begin() {
    lines_.clear();
    if (!std::exchange(headed_, true)) lines_.append_all(csv_columns, "\n");
}

}  // namespace tracerouter::report
