#include "targets/target_source.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "targets/error.hpp"

namespace tracerouter::targets {

using boost::asio::ip::address;

namespace {

constexpr std::string_view blanks = " \t\r";
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

/// Whether everybody writes the address like this.
bool is_canonical(const std::string& text, const address& address) {
    return address.is_v4() ? text.find(':') == std::string::npos : text == address.to_string();
}

constexpr std::size_t shuffled_entries = 1 << 16;
constexpr std::uint64_t uncountable = std::uint64_t{1} << 62;

}  // namespace

target_source::target_source(std::vector<typed_target> arguments, std::vector<line_reader> lists,
                             exclusion_list excluded, source_settings chosen)
    : arguments_{std::make_move_iterator(arguments.begin()), std::make_move_iterator(arguments.end())},
      lists_{std::make_move_iterator(lists.begin()), std::make_move_iterator(lists.end())},
      filter_{std::move(excluded)},
      settings_{chosen},
      random_{chosen.seed.value_or(0)},
      list_octets_{0} {
    for (const auto& list : lists_) {
        list_octets_ = list_octets_ && list.size() ? std::optional{*list_octets_ + *list.size()} : std::nullopt;
    }
}

pulled_target target_source::next() {
    for (;;) {
        const auto filled = fill([this] { return entries_.size() + walks_.size() >= window(); });
        if (!mixing_ && settings_.seed && held_ > few_targets) begin_mixing();
        if (entries_.empty() && walks_.empty())
            return filled == progress::waiting ? no_target::waiting : no_target::end;
        if (auto given = give()) return *std::move(given);
    }
}

bool target_source::read_ahead(std::size_t count) {
    return fill([this, count] { return held_ >= count; }) != progress::waiting;
}

std::optional<target_count> target_source::expected() const {
    if (held_ >= uncountable) return std::nullopt;
    const std::uint64_t known = given_ + held_;
    if (lists_.empty() && arguments_.empty()) return target_count{known, true};
    const std::uint64_t consumed = octets_of_ended_ + (lists_.empty() ? 0 : lists_.front().consumed());
    if (!arguments_.empty() || !list_octets_ || consumed == 0) return std::nullopt;
    const double share = static_cast<double>(*list_octets_) / static_cast<double>(consumed);
    const auto listed = static_cast<std::uint64_t>(static_cast<double>(listed_) * share);
    return target_count{known + listed - listed_, false};
}

void target_source::async_wait(boost::asio::any_completion_handler<void(boost::system::error_code)> handler) {
    lists_.front().async_wait(std::move(handler));
}

void target_source::cancel() {
    if (!lists_.empty()) lists_.front().cancel();
}

template <class Enough>
target_source::progress target_source::fill(Enough enough) {
    while (!enough()) {
        const auto read = read_entry();
        if (read != progress::enough) return read;
    }
    return progress::enough;
}

std::size_t target_source::window() const noexcept {
    return settings_.seed ? shuffled_entries : 1;
}

/// Reads what may or may not become an entry.
target_source::progress target_source::read_entry() {
    if (arguments_.empty()) return lists_.empty() ? progress::ended : read_line();
    auto typed = std::move(arguments_.front());
    arguments_.pop_front();
    add(std::move(typed), {});
    return progress::enough;
}

target_source::progress target_source::read_line() {
    auto& list = lists_.front();
    const auto outcome = list.next();
    if (const auto* line = std::get_if<line_reader::line>(&outcome)) {
        add(*line);
        return progress::enough;
    }
    if (outcome == line_reader::outcome{line_reader::state::waiting}) return progress::waiting;
    if (const auto* error = std::get_if<boost::system::error_code>(&outcome)) {
        hold(std::make_unique<rejected_target>(list.name(), std::string{}, *error), 0);
    }
    octets_of_ended_ += list.consumed();
    lists_.pop_front();
    return progress::enough;
}

void target_source::add(const line_reader::line& line) {
    std::string text{content(line.text)};
    if (text.empty() && !line.too_long) return;
    const auto place = [&] { return lists_.front().name() + ':' + std::to_string(line.number); };
    auto spec = parse_line(line, text);
    if (!spec) return hold(std::make_unique<rejected_target>(place(), std::move(text), spec.error()), 0);
    const auto before = held_;
    const bool plain = std::holds_alternative<address>(*spec);
    add({std::move(text), *std::move(spec)},
        plain && settings_.family == address_family::any ? std::string{} : place());
    listed_ += held_ - before;
}

void target_source::add(typed_target typed, std::string place) {
    if (const auto error = objection(typed.spec, settings_.family)) {
        return hold(std::make_unique<rejected_target>(std::move(place), std::move(typed.text), error), 0);
    }
    if (const auto* block = std::get_if<prefix>(&typed.spec)) return add(*block);
    if (const auto* alone = std::get_if<address>(&typed.spec)) return add(std::move(typed.text), *alone);
    auto& name = std::get<host_name>(typed.spec);
    if (!filter_.admit(name.text)) return;
    hold(std::make_unique<target>(std::move(typed.text), std::move(name)), 1);
}

void target_source::add(std::string text, const address& alone) {
    if (!filter_.admit(alone)) return;
    if (is_canonical(text, alone)) return hold(alone, 1);
    hold(std::make_unique<target>(std::move(text), alone), 1);
}

void target_source::add(const prefix& block) {
    if (block.first() == block.last()) return add(block.first().to_string(), block.first());
    auto through = std::make_unique<address_walk>(filter_.admit(block));
    if (through->done()) return;
    // A short one is told in its order: it may be all there is.
    if (settings_.seed && through->left() > few_targets) through->shuffle(mixed(*settings_.seed + shuffled_walks_++));
    const auto targets = through->left();
    hold(std::move(through), targets);
}

void target_source::hold(entry read, std::uint64_t targets) {
    held_ = std::min(uncountable, held_ + std::min(uncountable, targets));
    auto* block = std::get_if<walk>(&read);
    if (!mixing_ || block == nullptr) return entries_.push_back(std::move(read));
    walks_.push_back(std::move(*block));
    in_walks_ = std::min(uncountable, in_walks_ + std::min(uncountable, targets));
}

/// From now on prefixes are kept apart, so that each target has the same chance.
void target_source::begin_mixing() {
    mixing_ = true;
    held_ = 0;
    for (auto& read : std::exchange(entries_, {})) {
        const auto* block = std::get_if<walk>(&read);
        const bool mistake = std::holds_alternative<std::unique_ptr<rejected_target>>(read);
        const std::uint64_t targets = block != nullptr ? (*block)->left() : mistake ? 0 : 1;
        hold(std::move(read), targets);
    }
}

/// The next target of the oldest entry. Of a prefix nothing may come.
std::optional<pulled_target> target_source::give() {
    if (mixing_) return give_any();
    if (auto* block = std::get_if<walk>(&entries_.front())) {
        auto given = step(**block);
        if ((*block)->done()) entries_.pop_front();
        return given;
    }
    auto oldest = std::move(entries_.front());
    entries_.pop_front();
    return give(std::move(oldest));
}

/// Any target, but one in sixteen or more of those that stand alone while there are any: prefixes may have no end. A
/// place that becomes free goes to the youngest.
std::optional<pulled_target> target_source::give_any() {
    const auto from_walks = entries_.empty() ? in_walks_ : std::min<std::uint64_t>(in_walks_, 15 * entries_.size());
    const auto chosen = random_.below(entries_.size() + from_walks);
    if (chosen < entries_.size()) {
        std::swap(entries_[chosen], entries_.back());
        auto taken = std::move(entries_.back());
        entries_.pop_back();
        return give(std::move(taken));
    }
    if (in_walks_ < uncountable) --in_walks_;
    auto& block = walks_[random_.below(walks_.size())];
    auto given = step(*block);
    if (block->done()) {
        std::swap(block, walks_.back());
        walks_.pop_back();
    }
    return given;
}

std::optional<pulled_target> target_source::give(entry taken) {
    if (auto* rejected = std::get_if<std::unique_ptr<rejected_target>>(&taken)) return std::move(**rejected);
    count_given();
    if (auto* written = std::get_if<std::unique_ptr<target>>(&taken)) return std::move(**written);
    const auto& alone = std::get<address>(taken);
    return target{alone.to_string(), alone};
}

std::optional<pulled_target> target_source::step(address_walk& through) {
    const auto next = through.next();
    if (!next) return std::nullopt;
    count_given();
    if (!filter_.stood_alone(*next)) return target{next->to_string(), *next};
    --given_;
    return std::nullopt;
}

void target_source::count_given() noexcept {
    ++given_;
    if (held_ < uncountable) --held_;
}

}  // namespace tracerouter::targets
