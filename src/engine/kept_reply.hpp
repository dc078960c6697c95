#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// A reply as it is kept while its trace is active: a third of the size of a `reply`, since there are thousands of
/// traces. The probe knows its times.
class kept_reply {
public:
    explicit kept_reply(const reply& said);

    boost::asio::ip::address responder;
    reply_kind kind{};
    bool arrived = false;  ///< may be judged anew

    [[nodiscard]] bool extensions_malformed() const { return extensions_malformed_; }
    /// Makes a fresh reply what it was, but for the round-trip time and the stamp of the probe.
    void unpack(reply& out) const;

private:
    // An optional field in two octets or three. std::optional takes twice as much for two.
    template <class Value>
    struct field {
        Value value{};
        bool present = false;

        void keep(const std::optional<std::uint16_t>& said) {
            present = said.has_value();
            value = static_cast<Value>(said.value_or(0));
        }
        [[nodiscard]] std::optional<std::uint16_t> said() const {
            return present ? std::optional<std::uint16_t>{value} : std::nullopt;
        }
    };
    // What few replies have.
    struct details {
        std::optional<std::uint32_t> mtu;
        std::vector<mpls_label> mpls;
        std::vector<interface_information> interfaces;
        std::vector<unknown_extension> extensions;
    };

    field<std::uint8_t> icmp_type_;
    field<std::uint8_t> icmp_code_;
    field<std::uint8_t> reply_ttl_;
    field<std::uint8_t> ttl_quoted_;
    field<std::uint8_t> tos_quoted_;
    std::uint16_t reply_id_ = 0;
    bool has_reply_id_ = false;
    std::optional<bool> nat_;
    bool late_ = false;
    bool extensions_malformed_ = false;
    stamp_source received_stamp_ = stamp_source::process;
    std::unique_ptr<details> details_;
};

}  // namespace tracerouter::engine
