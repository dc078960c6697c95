#pragma once

#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "multipath/flow_table.hpp"
#include "multipath/path_graph.hpp"
#include "tracerouter/time.hpp"

namespace tracerouter::multipath {

/// Somebody whom the first flow of a search has met.
struct hop_met {
    std::uint8_t ttl = 0;
    boost::asio::ip::address router{};

    friend std::weak_ordering operator<=>(const hop_met&, const hop_met&) = default;
};

/// What a search has found up to the last hop where all its flows meet.
struct found_ways {
    /// A hop where all flows meet.
    struct meeting {
        hop_met at{};
        double confidence = 1;  ///< the chance that all ways up to there were found, if nothing is missing
        bool complete = true;   ///< up to there, nothing is (`vertex::gap`)
    };

    boost::asio::ip::address target{};  ///< of the search
    std::vector<meeting> meetings{};    ///< by TTL
    flow_table flows{};
    vertex_table vertices{};
};

/// What searches for paths to many targets tell each other, so that routers on the way of several targets are asked for
/// one of them.
///
/// A search that begins takes the lead where its first flow meets somebody whom no other search has met. Where another
/// one leads, it waits until that has ended, and takes over what was found up to the last hop where all flows of the
/// other and its own first flow meet the same router. It does so only as far as its own first flow has met nobody whom
/// the other does not know. What is incomplete is taken over by those who have waited for it, and searched anew by the
/// next one. Memory is bounded.
class shared_ways {
public:
    /// Searches of one kind send the same probes from the same address, but to different targets.
    using kind = std::uint32_t;
    /// A search, in the order in which they begin; 0: none.
    using search_number = std::uint32_t;

    /// A search begins whose first flow has met these.
    search_number begin(kind of, const std::vector<hop_met>& path);
    /// It has ended and found that; or null.
    void end(search_number search, std::shared_ptr<const found_ways> found);

    /// What others have found of the way of a search.
    struct advice {
        std::shared_ptr<const found_ways> found{};  ///< null: nothing
        std::size_t meeting = 0;                    ///< up to that one of `found`
        bool wait = false;                          ///< somebody is about to tell more
    };
    [[nodiscard]] advice look_up(search_number search, kind of, const std::vector<hop_met>& path) const;

private:
    struct place {
        kind of = 0;
        hop_met at{};

        friend std::weak_ordering operator<=>(const place&, const place&) = default;
    };

    [[nodiscard]] bool leads(search_number search, const hop_met& at) const;
    void forget_oldest();

    std::map<place, search_number> leaders_;
    std::map<search_number, std::shared_ptr<const found_ways>> searches_;  // null: under way
    search_number last_ = 0;
    std::size_t ended_ = 0;
};

/// The place of one search among all.
class place_among_searches {
public:
    /// \param all null: it is alone
    place_among_searches(shared_ways* all, shared_ways::kind of) : all_(all), of_(of), settled_(!all) {}
    place_among_searches(const place_among_searches&) = delete;
    place_among_searches& operator=(const place_among_searches&) = delete;
    ~place_among_searches() { end(nullptr); }

    /// Whether others are waiting for it, or may be.
    [[nodiscard]] bool taken() const { return number_ != 0; }
    /// Whether nothing more is expected of others.
    [[nodiscard]] bool settled() const { return settled_; }
    /// What others have found, once: then it is settled. Absent: nothing, or it is to be asked again when it is due.
    std::optional<shared_ways::advice> look_up(const std::vector<hop_met>& path, time_point now);
    [[nodiscard]] time_point due() const { return due_; }
    /// Tells the others that it has ended, and what it has found; or null.
    void end(std::shared_ptr<const found_ways> found);

private:
    shared_ways* all_;
    shared_ways::kind of_;
    bool settled_;
    shared_ways::search_number number_ = 0;
    time_point since_{};
    time_point due_{};
};

}  // namespace tracerouter::multipath
