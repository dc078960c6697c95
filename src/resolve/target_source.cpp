#include "resolve/target_source.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "resolve/error.hpp"

namespace tracerouter::resolve {

using boost::asio::ip::address;

namespace {

constexpr std::string_view blanks = " \t\r\f\v";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// What is left of a line without comment, blanks around it and the mark some editors begin files with.
std::string_view content(std::string_view line) {
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    line = line.substr(0, line.find('#'));
    const auto first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

boost::system::result<target_spec> parse_line(const line_reader::line& line, std::string_view text) {
    if (line.too_long) return make_error_code(errc::line_too_long);
    if (text.find_first_of(blanks) != std::string_view::npos) return make_error_code(errc::several_words);
    return parse_target(text);
}

/// What makes a valid target none of ours.
boost::system::error_code objection(const target_spec& spec, address_family wanted) {
    const auto* alone = std::get_if<address>(&spec);
    const auto* block = std::get_if<prefix>(&spec);
    if (!alone && !block) return {};
    if (!belongs_to(wanted, alone ? *alone : block->first())) return make_error_code(errc::other_family);
    return block && block->is_wide() ? make_error_code(errc::prefix_too_wide) : boost::system::error_code{};
}

bool is_target(const pulled_target& pulled) {
    return std::holds_alternative<target>(pulled);
}
bool is_end(const pulled_target& pulled) {
    return pulled == pulled_target{no_target::end};
}
bool is_waiting(const pulled_target& pulled) {
    return pulled == pulled_target{no_target::waiting};
}

}  // namespace

target_source::target_source(std::vector<typed_target> arguments, std::vector<line_reader> lists,
                             exclusion_list excluded, address_family family)
    : arguments_{std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end())},
      lists_{std::make_move_iterator(lists.begin()), std::make_move_iterator(lists.end())},
      excluded_{std::move(excluded)},
      family_{family} {}

pulled_target target_source::next() {
    if (held_.empty()) return pull();
    auto first = std::move(held_.front());
    held_.pop_front();
    return first;
}

bool target_source::read_ahead(std::size_t count) {
    while (held() < count) {
        auto pulled = pull();
        if (is_waiting(pulled)) return false;
        if (is_end(pulled)) return true;
        held_.push_back(std::move(pulled));
    }
    return true;
}

std::size_t target_source::held() const noexcept {
    return static_cast<std::size_t>(std::count_if(held_.begin(), held_.end(), is_target));
}

void target_source::async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler) {
    lists_.front().async_wait(std::move(handler));
}

void target_source::cancel() {
    if (!lists_.empty()) lists_.front().cancel();
}

pulled_target target_source::pull() {
    for (;;) {
        std::optional<pulled_target> pulled;
        if (prefix_) {
            pulled = pull_from_prefix(*prefix_);
        } else if (!arguments_.empty()) {
            auto typed = std::move(arguments_.front());
            arguments_.pop_front();
            pulled = begin(std::move(typed), {});
        } else if (!lists_.empty()) {
            pulled = pull_from_list();
        } else {
            return no_target::end;
        }
        if (pulled) return *std::move(pulled);
    }
}

std::optional<pulled_target> target_source::pull_from_prefix(address_cursor& cursor) {
    const auto next = cursor.next();
    if (!next) {
        prefix_.reset();
        return std::nullopt;
    }
    if (const auto* excluded = excluded_.find(*next)) {
        cursor.skip(*excluded);
        return std::nullopt;
    }
    return target{next->to_string(), *next};
}

std::optional<pulled_target> target_source::pull_from_list() {
    auto& list = lists_.front();
    const auto outcome = list.next();
    if (const auto* line = std::get_if<line_reader::line>(&outcome)) return pull_from_line(*line);
    if (outcome == line_reader::outcome{line_reader::state::waiting}) return no_target::waiting;
    std::optional<pulled_target> unreadable;
    if (const auto* error = std::get_if<boost::system::error_code>(&outcome)) {
        unreadable = rejected_target{list.name(), {}, *error};
    }
    lists_.pop_front();
    return unreadable;
}

std::optional<pulled_target> target_source::pull_from_line(const line_reader::line& line) {
    const std::string text{content(line.text)};
    if (text.empty() && !line.too_long) return std::nullopt;
    auto place = lists_.front().name() + ':' + std::to_string(line.number);
    auto spec = parse_line(line, text);
    if (!spec) return rejected_target{std::move(place), text, spec.error()};
    return begin({text, *std::move(spec)}, std::move(place));
}

std::optional<pulled_target> target_source::begin(typed_target typed, std::string place) {
    if (const auto error = objection(typed.spec, family_)) {
        return rejected_target{std::move(place), std::move(typed.text), error};
    }
    if (const auto* block = std::get_if<prefix>(&typed.spec)) {
        prefix_.emplace(*block);
        return std::nullopt;
    }
    if (auto* name = std::get_if<host_name>(&typed.spec)) return target{std::move(typed.text), std::move(*name)};
    const auto& alone = std::get<address>(typed.spec);
    if (excluded_.find(alone)) return std::nullopt;
    return target{std::move(typed.text), alone};
}

}  // namespace tracerouter::resolve
