#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>

#include "engine/end_rules.hpp"
#include "engine/path_searches.hpp"
#include "engine/strategy.hpp"
#include "engine/trace_setup.hpp"
#include "multipath/path_search.hpp"
#include "tracerouter/path_set.hpp"

namespace tracerouter::engine {

/// Sends the probes of the search for all paths (`multipath::path_search`). It begins when the end of the first path is
/// known: the hops of the trace are what its first flow has met.
class path_sweep final : public strategy {
public:
    explicit path_sweep(const trace_setup& setup);
    path_sweep(const path_sweep&) = delete;
    path_sweep& operator=(const path_sweep&) = delete;
    ~path_sweep() override { leave(); }

    /// The hops are known, or nothing more is awaited of them. Harmless when it has begun.
    void begin(const path_map& path);
    /// What was found so far. It asks nothing more.
    [[nodiscard]] path_set result();

    [[nodiscard]] std::optional<probe_plan> peek(hop_ttl end) const override;
    void take(const probe_plan& plan, hop_ttl end) override;
    [[nodiscard]] bool finished() const override;
    void learnt(const path_map& path) override;
    [[nodiscard]] std::optional<time_point> due() const override;
    void tell_time(time_point now) override { now_ = now; }

    [[nodiscard]] duration patience(const path_map& path) const override {
        return patience_with_sizes(path.evidence(), path.setup().options, *path.setup().numbers);
    }
    void answered(const probe_record& probe, const reply& answer, const path_map& path) override;
    void overdue(const probe_record& probe) override;
    void refused(const probe_record& probe) override;

private:
    using address = boost::asio::ip::address;

    void learn_hop(const path_map& path, hop_ttl ttl);
    void learn_from_others(const path_map& path, hop_ttl ttl);
    void note_answer(hop_ttl ttl, const address& router, reply_kind said, time_point sent);
    [[nodiscard]] std::optional<duration> turn(hop_ttl ttl, time_point sent) const;
    void leave();

    // What to ask is worked out when somebody wants to know it, not for each answer.
    mutable multipath::path_search search_;
    bool ipv6_;
    path_searches* others_;  // null: alone
    bool counts_ = false;    // among the searches that routers answer
    bool begun_ = false;
    time_point now_;
};

}  // namespace tracerouter::engine
