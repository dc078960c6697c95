#include "report/csv_reporter.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "report/escape.hpp"
#include "report/marks.hpp"
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

/// A field that may hold anything. Some spreadsheets take semicolons for commas.
std::string field(std::string_view text) {
    auto harmless = escape_cell(text);
    if (harmless.find_first_of(",;\"") == std::string::npos) return harmless;
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

/// Keeps the place of what one of several answers does not tell. A minus would begin a formula.
constexpr char untold = '?';

void append_known(text_buffer& out, std::optional<std::uint8_t> value, bool alone) {
    if (value) {
        out.append(*value);
    } else if (!alone) {
        out.append(untold);
    }
}

void append_answers(text_buffer& out, const hop_result& hop, std::span<const reply* const> answers) {
    const bool alone = answers.size() < 2;
    append_list(out, answers, [&out](const reply& answer) { out.append(answer.responder); });
    if (hop.inferred_address) out.append(*hop.inferred_address);
    append_list(out, answers, [&out](const reply& answer) { out.append(answer.rtt); });
    append_list(out, answers, [&out](const reply& answer) { out.append(name_of(answer.kind)); });
    append_list(out, answers, [&out, alone](const reply& answer) { append_known(out, answer.icmp_code, alone); });
    append_list(out, answers, [&out, alone](const reply& answer) { append_known(out, answer.reply_ttl, alone); });
}

/// One word for each responder.
void append_words(text_buffer& out, const std::vector<address_facts>& responders, auto word_of) {
    out.append(',');
    for (const auto& known : responders) {
        if (&known != &responders.front()) out.append(' ');
        const std::string word = word_of(known);
        word.empty() && responders.size() > 1 ? out.append(untold) : out.append(std::string_view{word});
    }
}

void append_facts(text_buffer& out, const hop_result& hop, std::span<const reply* const> answers,
                  const fact_lookup& facts) {
    std::vector<address_facts> known;
    for (const reply* answer : answers) known.push_back(facts_of(facts, answer->responder));
    if (hop.inferred_address) known.push_back(facts_of(facts, *hop.inferred_address));
    append_words(out, known, [](const address_facts& one) { return escape_cell(escape_word(one.name.value_or(""))); });
    append_words(out, known, [](const address_facts& one) { return one.asn ? std::to_string(*one.asn) : ""; });
}

constexpr std::string_view no_hop = ",,,,,,,,,,";
constexpr std::string_view no_facts = ",,";
constexpr std::string_view no_refusals = ",";

void append_hop(text_buffer& out, const hop_result& hop, std::string_view end, const fact_lookup& facts) {
    out.append(',').append(hop.ttl).append(',').append(name_of(hop.state));
    const best_answers best{hop};
    append_answers(out, hop, best.all());
    std::uint32_t sent = 0;
    std::uint32_t answered = 0;
    for (const auto& probe : hop.probes) {
        sent += probe.status == probe_status::replied || probe.status == probe_status::timeout ? 1 : 0;
        answered += probe.reply ? 1 : 0;
    }
    out.append(',').append(sent).append(',').append(answered).append(',').append(end);
    if (facts) {
        append_facts(out, hop, best.all(), facts);
    } else {
        out.append(no_facts);
    }
    out.append(',').append(refused_probes(hop));
}

}  // namespace

boost::system::error_code csv_reporter::hop(const heading&, const hop_result&) {
    return {};
}

boost::system::error_code csv_reporter::trace(const heading&, const trace_result& result) {
    begin();
    const auto target = field(result.target);
    for (const auto& hop : result.hops) {
        lines_.append_all(target, ",").append(result.address);
        const bool last = &hop == &result.hops.back();
        append_hop(lines_, hop, last ? name_of(result.stop) : std::string_view{}, facts_);
        lines_.append('\n');
    }
    if (result.hops.empty()) {
        lines_.append_all(target, ",").append(result.address);
        lines_.append_all(no_hop, name_of(result.stop), no_facts, no_refusals, "\n");
    }
    return out_.write(lines_.text());
}

boost::system::error_code csv_reporter::failure(const report::failure& failure) {
    begin();
    lines_.append_all(field(failure.target), ",", no_hop, name_of(failure.kind), no_facts, no_refusals, "\n");
    return out_.write(lines_.text());
}

void csv_reporter::begin() {
    lines_.clear();
    if (!std::exchange(headed_, true)) lines_.append_all(csv_columns, "\n");
}

}  // namespace tracerouter::report
