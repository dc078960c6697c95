#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/facts.hpp"
#include "report/reporter.hpp"
#include "report/reporter_settings.hpp"
#include "report/sink.hpp"

namespace tracerouter::report {

/// One graph of all traces in the language of Graphviz, written when the run ends. Each address is one node, however
/// many traces meet there; an edge leads from hop to hop, dashed where hops that did not answer lie between, and the
/// thicker the more traces take it. A node tells the best round trip to it and, where it was looked for, the path MTU.
/// A target that did not answer hangs on a dotted edge.
class dot_reporter final : public reporter {
public:
    explicit dot_reporter(sink& out, const reporter_settings& chosen = {}) : out_{out}, facts_{chosen.facts} {}

    boost::system::error_code trace(const trace_result& result, target_number number) override;
    boost::system::error_code finish() override;

private:
    using ip_address = boost::asio::ip::address;
    using responders = std::vector<ip_address>;

    struct node {
        bool source = false;
        bool target = false;
        std::optional<duration> best;           ///< of the round trips of all traces
        std::optional<std::uint16_t> path_mtu;  ///< the smallest, where it was found
    };

    /// Hops without a responder.
    struct gap {
        std::size_t silent = 0;
        std::size_t limited = 0;  ///< kept silent by their rate limit
        std::size_t skipped = 0;  ///< not asked
        [[nodiscard]] std::size_t hops() const { return silent + limited + skipped; }
        void add(hop_state state) {
            ++(state == hop_state::limited ? limited : state == hop_state::skipped ? skipped : silent);
        }
        [[nodiscard]] std::string text() const;
    };

    struct edge {
        std::size_t traces = 0;
        gap between{};           ///< its ends
        bool unreached = false;  ///< nothing was heard of its end
    };

    void meet(const hop_result& hop);
    [[nodiscard]] std::string label_of(const ip_address& where, const node& kind) const;
    void connect(const responders& from, const responders& to, const edge& kind);

    sink& out_;
    fact_lookup facts_;
    std::map<ip_address, node> nodes_;
    std::map<std::pair<ip_address, ip_address>, edge> edges_;
};

}  // namespace tracerouter::report
