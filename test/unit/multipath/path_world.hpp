#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "base/mix.hpp"
#include "multipath/path_search.hpp"

namespace tracerouter::multipath::test {

using boost::asio::ip::address;

/// A router of a world, or its target.
struct router {
    std::vector<std::size_t> next{};  ///< routers one hop farther
    std::vector<double> weights{};    ///< of these; empty: all the same
    bool per_packet = false;
    bool silent = false;
};

/// Hops that flows pass. Each router chooses the next one by a hash of the flow.
class path_world {
public:
    explicit path_world(std::uint64_t seed) : seed_(seed), random_(seed) { hops_.push_back({0}), all_.emplace_back(); }

    /// A hop of one router.
    path_world& single() {
        return layer(1, [](std::size_t, std::size_t) { return true; });
    }
    /// A hop of so many routers; `linked` says which of the hop before lead to which.
    template <class Linked>
    path_world& layer(std::size_t width, Linked linked) {
        const std::vector<std::size_t> before = hops_.back();
        std::vector<std::size_t> here;
        for (std::size_t place = 0; place < width; ++place) {
            here.push_back(all_.size());
            all_.emplace_back();
            for (std::size_t from = 0; from < before.size(); ++from) {
                if (linked(from, place)) all_[before[from]].next.push_back(here.back());
            }
        }
        hops_.push_back(here);
        return *this;
    }
    /// A diamond of that width and as many hops between its ends; its last end is a single router.
    path_world& diamond(std::size_t width, std::size_t length, bool meshed = false) {
        layer(width, [](std::size_t, std::size_t) { return true; });
        for (std::size_t hop = 1; hop < length; ++hop) {
            layer(width,
                  [=](std::size_t from, std::size_t to) { return from == to || (meshed && to == (from + 1) % width); });
        }
        return single();
    }
    /// So many routers elsewhere: those that follow have other addresses than in a world without.
    path_world& skip(std::size_t routers) {
        all_.resize(all_.size() + routers);
        return *this;
    }
    [[nodiscard]] std::vector<std::size_t>& hop(std::size_t ttl) { return hops_[ttl]; }
    [[nodiscard]] router& at(std::size_t id) { return all_[id]; }
    [[nodiscard]] std::uint8_t distance() const { return static_cast<std::uint8_t>(hops_.size() - 1); }

    [[nodiscard]] static address address_of(std::size_t id) {
        return boost::asio::ip::address_v4{static_cast<std::uint32_t>(0xc6120000U + id)};
    }
    /// Whom a flow meets there.
    [[nodiscard]] std::size_t met(std::uint16_t flow, std::uint8_t ttl) {
        std::size_t here = 0;
        for (int hop = 0; hop < ttl && !all_[here].next.empty(); ++hop) here = choose(here, flow);
        return here;
    }
    /// Pairs that follow each other, of routers that answer.
    [[nodiscard]] std::set<std::pair<address, address>> links() const {
        std::set<std::pair<address, address>> all;
        for (std::size_t from = 1; from < all_.size(); ++from) {
            for (const std::size_t to : all_[from].next) {
                if (!all_[from].silent && !all_[to].silent) all.emplace(address_of(from), address_of(to));
            }
        }
        return all;
    }

private:
    [[nodiscard]] std::size_t choose(std::size_t here, std::uint16_t flow) {
        const router& of = all_[here];
        const std::uint64_t draw = of.per_packet ? random_() : mix(seed_ ^ mix(here * 65'536 + flow + mix_step));
        double at = static_cast<double>(draw >> 11) / static_cast<double>(1ULL << 53);
        if (of.weights.empty()) return of.next[static_cast<std::size_t>(at * static_cast<double>(of.next.size()))];
        for (std::size_t place = 0; place + 1 < of.next.size(); ++place) {
            if (at < of.weights[place]) return of.next[place];
            at -= of.weights[place];
        }
        return of.next.back();
    }

    std::uint64_t seed_;
    std::mt19937_64 random_;
    std::vector<std::vector<std::size_t>> hops_;
    std::vector<router> all_;
};

/// What a search of a world has shown.
struct outcome {
    path_set paths{};
    std::set<std::pair<address, address>> links{};
    int waves = 1;  ///< round trips
};

/// A search of a world, where all that is asked together is answered together.
class explorer {
public:
    explorer(path_world& world, const path_search::settings& chosen, double loss = 0, std::uint64_t seed = 1)
        : world_(world), loss_(loss), random_(seed), search_(chosen) {
        for (std::uint8_t ttl = 1; ttl <= world.distance(); ++ttl) {
            const std::size_t met = world.met(0, ttl);
            if (world.at(met).silent || is_lost()) {
                search_.missed(ttl, {});
            } else {
                search_.met(ttl, path_world::address_of(met), ttl == world.distance());
            }
        }
    }

    /// One round trip. \return whether anything was asked
    bool ask(time_point now) {
        std::vector<question> wave;
        while (const auto asked = search_.next(now)) wave.push_back(*asked);
        if (!wave.empty()) ++waves_;
        for (const question& asked : wave) {
            const std::size_t met = world_.met(asked.flow, asked.ttl);
            if (world_.at(met).silent || is_lost()) {
                search_.lost(asked, now);
            } else {
                search_.answered(asked, now, path_world::address_of(met), met == world_.hop(world_.distance())[0]);
            }
        }
        return !wave.empty();
    }
    [[nodiscard]] path_search& search() { return search_; }

    [[nodiscard]] outcome result() {
        outcome out{.paths = search_.result(), .waves = waves_};
        for (const path_link& one : out.paths.links) {
            const auto& from = out.paths.vertices[one.from].address;
            const auto& to = out.paths.vertices[one.to].address;
            if (from && to) out.links.emplace(*from, *to);
        }
        return out;
    }

private:
    [[nodiscard]] bool is_lost() { return std::bernoulli_distribution{loss_}(random_); }

    path_world& world_;
    double loss_;
    std::mt19937_64 random_;
    path_search search_;
    int waves_ = 1;
};

[[nodiscard]] inline outcome search(path_world& world, const path_options& wanted, double loss = 0,
                                    std::uint64_t seed = 1) {
    explorer one{world, {.wanted = wanted}, loss, seed};
    time_point now{};
    while (!one.search().finished()) {
        if (!one.ask(now) && one.search().due()) now = *one.search().due();
    }
    return one.result();
}

}  // namespace tracerouter::multipath::test
