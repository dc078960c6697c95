#pragma once

#include <boost/system/error_code.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/kept_reply.hpp"
#include "engine/probe.hpp"
#include "packet/extensions.hpp"
#include "tracerouter/time.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::engine {

/// More probes than any trace needs: 255 TTLs, each with ten queries, a few retries and a search for the path MTU. It
/// is a bound for what answers can make us send, and keeps the 16 bits that number the probes of a trace from wrapping.
inline constexpr std::size_t most_probes = 4'096;

/// Octets of extensions that a trace keeps: more than an honest path has, with ten queries to each of its hops.
inline constexpr std::size_t most_extension_octets = 65'536;

/// The probes of a trace in the order in which they were handed out, what became of each of them, and what was
/// answered. It draws no conclusions.
class probe_ledger {
public:
    /// Begins empty, in the memory of former ones.
    probe_ledger(std::vector<probe_record>&& probes, std::vector<kept_reply>&& replies)
        : probes_(std::move(probes)), replies_(std::move(replies)) {
        probes_.clear();
        replies_.clear();
    }

    /// Gives that memory back; the ledger is of no use any more.
    [[nodiscard]] std::vector<probe_record> release_probes() { return std::move(probes_); }
    [[nodiscard]] std::vector<kept_reply> release_replies() { return std::move(replies_); }

    /// \return its index
    probe_index add(const probe_record& probe) {
        const probe_index index = next_index();
        make_room(probes_);
        probes_.push_back(probe);
        return index;
    }
    /// What add() will return.
    [[nodiscard]] probe_index next_index() const { return index_at(probes_.size()); }

    [[nodiscard]] std::size_t size() const { return probes_.size(); }
    [[nodiscard]] bool full() const { return probes_.size() >= most_probes; }
    [[nodiscard]] bool has(probe_index index) const { return value(index) < probes_.size(); }
    [[nodiscard]] probe_record& operator[](probe_index index) { return probes_[value(index)]; }
    [[nodiscard]] const probe_record& operator[](probe_index index) const { return probes_[value(index)]; }
    [[nodiscard]] probe_index index_of(const probe_record& probe) const { return index_at(&probe - probes_.data()); }
    [[nodiscard]] std::span<const probe_record> all() const { return probes_; }
    /// All from the oldest one on that may be under way.
    [[nodiscard]] std::span<const probe_record> recent() const { return all().subspan(oldest_); }
    [[nodiscard]] std::span<probe_record> recent() { return std::span{probes_}.subspan(oldest_); }
    /// The index of the first one for which `is_wanted` holds.
    template <class Predicate>
    [[nodiscard]] std::optional<probe_index> first(Predicate is_wanted) const {
        const auto found = std::find_if(probes_.begin(), probes_.end(), is_wanted);
        if (found == probes_.end()) return std::nullopt;
        return index_at(found - probes_.begin());
    }
    /// To be called when some have ended.
    void pass_ended() {
        while (oldest_ < probes_.size() && !under_way(probes_[oldest_].state)) ++oldest_;
    }

    /// Why a probe was refused; nothing if it was not.
    [[nodiscard]] boost::system::error_code send_error(probe_index index) const {
        const auto found = send_errors_.find(index);
        return found == send_errors_.end() ? boost::system::error_code{} : found->second;
    }
    void set_send_error(probe_index index, boost::system::error_code error) { send_errors_[index] = error; }

    /// The probe has ended: this is its answer.
    void answer(probe_record& probe, time_point at, const reply& said) {
        probe.state = probe_state::answered;
        probe.received_at = at;
        probe.answer = static_cast<std::uint16_t>(replies_.size());
        make_room(replies_);
        replies_.emplace_back(said);
        extension_octets_ += packet::extension_octets(said);
    }
    [[nodiscard]] kept_reply& reply_to(const probe_record& probe) { return replies_[probe.answer]; }
    [[nodiscard]] const kept_reply& reply_to(const probe_record& probe) const { return replies_[probe.answer]; }
    /// By its number, from 0 in the order in which they came.
    [[nodiscard]] const kept_reply& reply_number(std::size_t number) const { return replies_[number]; }

    /// Replies that are kept.
    [[nodiscard]] std::size_t replies() const { return replies_.size(); }
    /// Answered probes, those included whose reply is not kept.
    [[nodiscard]] std::uint32_t answered() const { return static_cast<std::uint32_t>(replies_.size()) + not_kept; }
    [[nodiscard]] std::uint32_t malformed_extensions() const {
        return static_cast<std::uint32_t>(std::count_if(
            replies_.begin(), replies_.end(), [](const kept_reply& one) { return one.extensions_malformed(); }));
    }
    /// Octets of extensions that may still be kept.
    [[nodiscard]] std::size_t extension_room() const {
        return most_extension_octets - std::min(extension_octets_, most_extension_octets);
    }

    std::uint32_t sent = 0;        ///< probes that left
    std::uint32_t not_kept = 0;    ///< replies that belong to no hop: to distance probes, and to probes of the searches
    std::uint32_t late = 0;        ///< answers behind the deadline of their probe
    std::uint32_t duplicates = 0;  ///< further answers to answered probes

private:
    [[nodiscard]] static probe_index index_at(std::integral auto place) {
        return probe_index{static_cast<std::uint16_t>(place)};
    }

    // Few at a time, since there are thousands of traces: twice as much as before would stay empty in most of them.
    template <class Element>
    static void make_room(std::vector<Element>& all) {
        constexpr std::size_t few = 64;
        constexpr std::size_t step = 8;
        if (all.size() == all.capacity() && all.size() < few) all.reserve(all.size() + step);
    }

    std::vector<probe_record> probes_;
    std::vector<kept_reply> replies_;
    // Few are refused.
    std::map<probe_index, boost::system::error_code> send_errors_;
    std::size_t oldest_ = 0;  // no probe before this one is handed or in flight
    std::size_t extension_octets_ = 0;
};

}  // namespace tracerouter::engine
