#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tracerouter {

/// What others say of an address. Texts are octets as they came, from whoever runs the address or its name server, and
/// may hold anything.
struct address_facts {
    std::optional<std::string> name{};     ///< of reverse DNS or the hosts file
    std::optional<std::uint32_t> asn{};    ///< number of the autonomous system that announces it
    std::optional<std::string> as_name{};  ///< who that is
    std::optional<std::string> country{};  ///< two letters (ISO 3166-1)
    std::optional<std::string> city{};     ///< where it is said to be

    friend bool operator==(const address_facts&, const address_facts&) = default;
};

}  // namespace tracerouter
