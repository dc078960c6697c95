#include "targets/address_syntax.hpp"

#include <net/if.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/numbers.hpp"
#include "targets/error.hpp"
#include "tracerouter/mapped_address.hpp"

namespace tracerouter::targets {
namespace {

using boost::asio::ip::address;

/// What the kernel takes for one, but for control characters.
bool is_interface_name(std::string_view text) {
    return !text.empty() && text.size() < IFNAMSIZ && text.find_first_of("/: ") == std::string_view::npos &&
           !has_control_characters(text);
}

/// The number of an interface, by its name or as written; 0: there is none of that name.
std::uint32_t interface_index(std::string_view text) {
    const std::uint32_t named = ::if_nametoindex(std::string{text}.c_str());
    return named != 0 ? named : whole_number<std::uint32_t>(text).value_or(0);
}

}  // namespace

boost::system::result<address> parse_address(std::string_view text) {
    const auto percent = text.find('%');
    const auto number = text.substr(0, percent);
    boost::system::error_code wrong;
    const auto found = boost::asio::ip::make_address(std::string{number}, wrong);
    // A zero octet would end the text for make_address.
    if (wrong || number.find('\0') != std::string_view::npos) return make_error_code(errc::invalid_address);
    if (percent == std::string_view::npos) return without_mapping(found);

    const auto scope = text.substr(percent + 1);
    if (found.is_v4() || !is_interface_name(scope)) return make_error_code(errc::invalid_address);
    auto scoped = found.to_v6();
    if (!scoped.is_link_local() && !scoped.is_multicast_link_local()) return without_mapping(found);
    scoped.scope_id(interface_index(scope));
    return address{scoped};
}

bool has_control_characters(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octet = static_cast<unsigned char>(text[i]);
        if (octet < 0x20 || octet == 0x7F) return true;
        const bool c1 = octet == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) return true;
    }
    return false;
}

}  // namespace tracerouter::targets
