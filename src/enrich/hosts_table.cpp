#include "enrich/hosts_table.hpp"

#include <boost/system/error_code.hpp>

#include "tracerouter/mapped_address.hpp"

namespace tracerouter::enrich {
namespace {

/// Takes the first word off `line`; empty when there is none.
std::string_view take_word(std::string_view& line) {
    constexpr std::string_view blanks = " \t\r\v\f";
    const auto first = line.find_first_not_of(blanks);
    if (first == line.npos) return line = {};
    line.remove_prefix(first);
    const auto word = line.substr(0, line.find_first_of(blanks));
    line.remove_prefix(word.size());
    return word;
}

}  // namespace

hosts_table::hosts_table(std::string_view text) {
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        line = line.substr(0, line.find('#'));
        boost::system::error_code not_an_address;
        const auto address = boost::asio::ip::make_address(take_word(line), not_an_address);
        const auto name = take_word(line);
        if (!not_an_address && !name.empty()) names_.emplace(without_mapping(address), name);
    }
}

std::optional<std::string> hosts_table::find(const boost::asio::ip::address& address) const {
    const auto found = names_.find(address);
    if (found == names_.end()) return std::nullopt;
    return found->second;
}

}  // namespace tracerouter::enrich
