#include "engine/mtu_search.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ttl_literal.hpp"

namespace tracerouter::engine {
namespace {

using test::operator""_ttl;

/// A hop and the link behind it.
struct router {
    std::uint16_t next_link = 1500;
    bool tells = true;    ///< says what its next link takes
    bool answers = true;  ///< when the TTL is used up
};

struct outcome {
    std::vector<std::optional<std::uint16_t>> mtus;
    int probes = 0;
    int rounds = 0;
};

class path {
public:
    explicit path(std::vector<router> routers, double loss = 0) : routers_(std::move(routers)), loss_(loss) {}

    outcome search(std::uint16_t link = 1500) {
        std::vector<hop_ttl> ttls;
        for (std::size_t hop = 0; hop < routers_.size(); ++hop) {
            if (routers_[hop].answers) ttls.push_back(hop_ttl{static_cast<int>(hop + 1)});
        }
        mtu_search search{ttls, 60, link};
        outcome out;
        while (!search.done() && out.rounds < 1'000) {
            std::vector<sized_probe> sent;
            while (search.has_next()) sent.push_back(search.next());
            for (const sized_probe& probe : sent) answer(search, probe);
            out.probes += static_cast<int>(sent.size());
            ++out.rounds;
        }
        for (const hop_ttl ttl : ttls) out.mtus.push_back(search.mtu_to(ttl));
        return out;
    }

private:
    void answer(mtu_search& search, sized_probe probe) {
        if (std::uniform_real_distribution{}(dice_) < loss_) return search.lost(probe);
        for (const hop_ttl hop : ttls(1_ttl, probe.ttl - 1)) {
            const router& here = routers_[hop.value() - 1U];
            if (probe.size <= here.next_link) continue;
            if (!here.tells) return search.lost(probe);
            return search.too_big(probe, here.next_link, here.answers ? std::optional{hop} : std::nullopt);
        }
        search.passed(probe);
    }

    std::vector<router> routers_;
    double loss_;
    std::mt19937 dice_{1};
};

using mtus = std::vector<std::optional<std::uint16_t>>;

TEST(mtu_search, one_round_where_everything_passes) {
    const outcome found = path{std::vector<router>(16)}.search();
    EXPECT_EQ(found.mtus, mtus(16, 1500));
    EXPECT_EQ(found.rounds, 1);
}

TEST(mtu_search, follows_what_routers_say) {
    const outcome found = path{{{1500}, {1400}, {1500}, {1280}, {1500}, {1500}}}.search();
    EXPECT_EQ(found.mtus, (mtus{1500, 1500, 1400, 1400, 1280, 1280}));
    EXPECT_EQ(found.rounds, 3);
}

TEST(mtu_search, closes_in_on_what_nobody_says) {
    const outcome found = path{{{1500}, {1400, false}, {1500}, {1280, false}, {1500}, {1500}}}.search();
    EXPECT_EQ(found.mtus, (mtus{1500, 1500, 1400, 1400, 1280, 1280}));
    EXPECT_LE(found.rounds, 12);
}

TEST(mtu_search, needs_no_answer_of_the_router_in_question) {
    const outcome found = path{{{1500}, {1400, true, false}, {1500}, {1280, false, false}, {1500}}}.search();
    EXPECT_EQ(found.mtus, (mtus{1500, 1400, 1280}));
}

TEST(mtu_search, every_size_of_a_silent_link) {
    for (std::uint16_t size = 60; size <= 1500; ++size) {
        const outcome found = path{{{1500}, {size, false}, {1500}, {1500}}}.search();
        ASSERT_EQ(found.mtus, (mtus{1500, 1500, size, size})) << size;
        ASSERT_LE(found.rounds, 9) << size;
    }
}

TEST(mtu_search, survives_loss) {
    int right = 0;
    for (int run = 0; run < 100; ++run) {
        const outcome found =
            path{{{1500}, {static_cast<std::uint16_t>(1300 + run)}, {1500}, {1280}, {1500}, {1500}}, 0.05}.search();
        const auto middle = static_cast<std::uint16_t>(1300 + run);
        right += found.mtus == mtus{1500, 1500, middle, middle, 1280, 1280} ? 1 : 0;
        EXPECT_LT(found.rounds, 100);
    }
    EXPECT_GE(right, 95);
}

TEST(mtu_search, does_not_believe_nonsense) {
    // It says more than did not fit, less than any link takes, or nothing.
    for (const std::optional<std::uint32_t> said :
         {std::optional{70'000U}, std::optional{0U}, std::optional<std::uint32_t>{}}) {
        const std::vector<hop_ttl> ttls{1_ttl, 2_ttl};
        mtu_search search{ttls, 60, 1500};
        int probes = 0;
        while (!search.done()) {
            const sized_probe probe = search.next();
            ASSERT_LT(++probes, 1'000);
            probe.ttl == 2_ttl && probe.size > 1300 ? search.too_big(probe, said, std::nullopt) : search.passed(probe);
        }
        EXPECT_EQ(search.mtu_to(1_ttl), 1500);
        EXPECT_EQ(search.mtu_to(2_ttl), 1300);
    }
}

/// What a liar says of a probe.
using answerer = std::function<void(mtu_search&, sized_probe)>;

int probes_of(const answerer& answer, hop_ttl last) {
    std::vector<hop_ttl> answering;
    for (const hop_ttl ttl : ttls(1_ttl, last)) answering.push_back(ttl);
    mtu_search search{answering, 60, 9'000};
    int probes = 0;
    while (!search.done() && probes < 100'000) {
        ++probes;
        answer(search, search.next());
    }
    return probes;
}

TEST(mtu_search, ends_whatever_is_said) {
    std::mt19937 dice{1};
    const std::map<std::string, answerer> lies{
        {"one octet less",
         [](mtu_search& search, sized_probe probe) {
             search.too_big(probe, static_cast<std::uint32_t>(probe.size - 1), std::nullopt);
         }},
        {"one octet less, by the hop itself",
         [](mtu_search& search, sized_probe probe) {
             search.too_big(probe, static_cast<std::uint32_t>(probe.size - 1), probe.ttl);
         }},
        {"another size for each hop",
         [](mtu_search& search, sized_probe probe) {
             search.too_big(probe, static_cast<std::uint32_t>(probe.size - probe.ttl.value()), std::nullopt);
         }},
        {"odd sizes pass", [](mtu_search& search,
                              sized_probe probe) { probe.size % 2 != 0 ? search.passed(probe) : search.lost(probe); }},
        {"chance",
         [&dice](mtu_search& search, sized_probe probe) {
             switch (dice() % 3) {
                 case 0: return search.passed(probe);
                 case 1: return search.lost(probe);
                 default: return search.too_big(probe, dice() % 9'000, hop_ttl{static_cast<int>(dice() % 31)});
             }
         }},
    };
    for (const auto& [name, lie] : lies) EXPECT_LE(probes_of(lie, 30_ttl), 1'300) << name;
    for (const auto& [name, lie] : lies) EXPECT_LE(probes_of(lie, 2_ttl), 700) << name;
}

TEST(mtu_search, believes_no_claim_that_no_link_of_the_family_can_make) {
    const std::vector<hop_ttl> ttls{1_ttl};
    mtu_search search{ttls, 80, 1500, mtu_search::least_mtu_v6};
    while (!search.done()) {
        const sized_probe probe = search.next();
        probe.size > 1'400 ? search.too_big(probe, 1'000, std::nullopt) : search.passed(probe);
    }
    EXPECT_EQ(search.mtu_to(1_ttl), 1400);
}

TEST(mtu_search, a_router_that_complains_has_got_the_packet) {
    // Hop 1 answers no large packet, but says of one for hop 2 that it was too big.
    const std::vector<hop_ttl> ttls{1_ttl, 2_ttl};
    mtu_search search{ttls, 60, 1500};
    while (!search.done()) {
        const sized_probe probe = search.next();
        if (probe.ttl == 1_ttl) {
            search.lost(probe);
        } else if (probe.size > 1400) {
            search.too_big(probe, 1400, 1_ttl);
        } else {
            search.passed(probe);
        }
    }
    EXPECT_EQ(search.mtu_to(1_ttl), 1500);
    EXPECT_EQ(search.mtu_to(2_ttl), 1400);
}

TEST(mtu_search, has_nothing_to_do_without_hops_or_on_a_tiny_link) {
    EXPECT_TRUE(mtu_search({}, 60, 1500).done());
    const std::vector<hop_ttl> ttls{3_ttl};
    mtu_search tiny{ttls, 100, 80};
    EXPECT_TRUE(tiny.done());
    EXPECT_EQ(tiny.mtu_to(3_ttl), 80);
    EXPECT_EQ(tiny.mtu_to(4_ttl), std::nullopt);
}

}  // namespace
}  // namespace tracerouter::engine
