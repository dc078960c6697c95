#include "run/done_set.hpp"

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <utility>

#include "base/numbers.hpp"

namespace tracerouter::run {

using boost::asio::ip::address;

namespace {

/// Targets that are under way at once, or held back for their order, are fewer by far.
constexpr std::uint64_t most_beyond = std::uint64_t{1} << 22;

void append_range(std::string& out, std::uint64_t first, std::uint64_t last) {
    if (!out.empty()) out += ' ';
    out += std::to_string(first);
    if (last > first) out += '-' + std::to_string(last);
}

void append_part(std::string& out, std::uint64_t number, const address& part) {
    if (!out.empty()) out += ' ';
    out.append(std::to_string(number)).append("=").append(part.to_string());
}

struct range {
    std::uint64_t first;
    std::uint64_t last;
};

/// Takes a range, and the blank before the next one.
std::optional<range> take_range(std::string_view& text) {
    const auto first = take_number<std::uint64_t>(text);
    auto last = first;
    if (first && text.starts_with('-')) {
        text.remove_prefix(1);
        last = take_number<std::uint64_t>(text);
    }
    if (!last || *last < *first || (!text.empty() && !text.starts_with(' ')) || text == " ") return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
    return range{*first, *last};
}

/// Takes what append_part() has written, and the blank before the next one.
std::optional<std::pair<std::uint64_t, address>> take_part(std::string_view& text) {
    const auto number = take_number<std::uint64_t>(text);
    if (!number || !text.starts_with('=')) return std::nullopt;
    const auto end = std::min(text.find(' '), text.size());
    boost::system::error_code wrong;
    const auto part = boost::asio::ip::make_address(std::string{text.substr(1, end - 1)}, wrong);
    if (wrong || end + 1 == text.size()) return std::nullopt;
    text.remove_prefix(std::min(end + 1, text.size()));
    return std::pair{*number, part};
}

bool is_part(std::string_view text) {
    return text.substr(0, text.find(' ')).find('=') != std::string_view::npos;
}

}  // namespace

void done_set::add(std::uint64_t number) {
    parts_.erase(number);
    if (number < all_below_) return;
    const auto place = number - all_below_;
    if (place >= beyond_.size()) beyond_.resize(place + 1);
    beyond_[place] = true;
    for (; !beyond_.empty() && beyond_.front(); ++all_below_) beyond_.pop_front();
}

bool done_set::contains(std::uint64_t number) const noexcept {
    if (number < all_below_) return true;
    const auto place = number - all_below_;
    return place < beyond_.size() && beyond_[place];
}

void done_set::add(std::uint64_t number, const address& part) {
    parts_[number].insert(part);
}

bool done_set::contains(std::uint64_t number, const address& part) const {
    const auto parts = parts_.find(number);
    return contains(number) || (parts != parts_.end() && parts->second.contains(part));
}

std::string done_set::text() const {
    std::string out;
    if (all_below_ > 0) append_range(out, 0, all_below_ - 1);
    for (std::size_t first = 0; first < beyond_.size(); ++first) {
        if (!beyond_[first]) continue;
        std::size_t last = first;
        while (last + 1 < beyond_.size() && beyond_[last + 1]) ++last;
        append_range(out, all_below_ + first, all_below_ + last);
        first = last;
    }
    for (const auto& [number, addresses] : parts_) {
        for (const auto& part : addresses) append_part(out, number, part);
    }
    return out;
}

std::optional<done_set> done_set::parse(std::string_view text) {
    done_set all;
    std::uint64_t least = 0;  // numbers grow
    while (!text.empty() && !is_part(text)) {
        const auto next = take_range(text);
        if (!next || next->first < least || next->last == UINT64_MAX) return std::nullopt;
        least = next->last + 1;
        if (next->first == 0) {
            all.all_below_ = next->last + 1;
            continue;
        }
        if (next->last - all.all_below_ > most_beyond) return std::nullopt;
        for (auto number = next->first; number <= next->last; ++number) all.add(number);
    }
    while (!text.empty()) {
        const auto part = take_part(text);
        if (!part || all.contains(part->first)) return std::nullopt;
        all.add(part->first, part->second);
    }
    return all;
}

}  // namespace tracerouter::run
