#include <functional>
#include <string>

#include "engine_protocols.hpp"
#include "packet/probe_header.hpp"

// Errors whose quote a translator has changed and nobody has changed back: which probe is found by what is left.

namespace tracerouter::engine {
namespace {

constexpr std::size_t changed_probe = 1;
constexpr std::uint16_t anothers = 0x2345;

struct quoting {
    protocol by;
    bool v4;
    bool whole;  ///< else eight octets of the transport
};

void PrintTo(const quoting& tested, std::ostream* out) {
    *out << (tested.by == protocol::icmp  ? "-I"
             : tested.by == protocol::udp ? "-U"
                                          : "-T")
         << (tested.v4 ? " -4" : " -6") << (tested.whole ? " whole" : " short");
}

class changed_quotes : public engine_protocols, public testing::WithParamInterface<quoting> {
protected:
    void begin(std::size_t traces = 1) {
        for (std::size_t trace = 0; trace < traces; ++trace) {
            probes_.clear();
            start({GetParam().by, GetParam().v4, {}});
        }
    }

    [[nodiscard]] bool v4() const { return GetParam().v4; }
    [[nodiscard]] bool icmp_probes() const { return GetParam().by == protocol::icmp; }
    [[nodiscard]] std::size_t header() const { return v4() ? 20 : 40; }
    [[nodiscard]] std::size_t identifier_at() const { return header() + (icmp_probes() ? 4 : 0); }
    [[nodiscard]] std::size_t source_at() const { return v4() ? 14 : 22; }
    [[nodiscard]] std::size_t destination_at() const { return v4() ? 18 : 38; }
    [[nodiscard]] std::size_t checksum_at() const {
        const std::size_t at = GetParam().by == protocol::icmp ? 2 : GetParam().by == protocol::udp ? 6 : 16;
        return header() + at;
    }
    /// Whether a checksum over the pseudo-header is there.
    [[nodiscard]] bool covers_addresses() const { return !icmp_probes() || !v4(); }
    /// Short quotes of UDP over IPv4 have nothing of the cookie.
    [[nodiscard]] bool has_cookie() const { return GetParam().by != protocol::udp || !v4() || GetParam().whole; }

    void put(std::size_t at, std::uint16_t word) {
        probes_[changed_probe][at] = static_cast<std::byte>(word >> 8);
        probes_[changed_probe][at + 1] = static_cast<std::byte>(word);
    }
    /// As a translator does it, which keeps the checksum right.
    void translate(std::size_t at, std::uint16_t word, bool covered) {
        const std::uint16_t before = number_at(changed_probe, at);
        const std::uint16_t checksum = number_at(changed_probe, checksum_at());
        put(at, word);
        if (covered) put(checksum_at(), packet::with_word_changed(checksum, before, word));
    }
    void spoil_cookie() {
        const std::size_t at = header() + (icmp_probes() ? 2 : 6);
        put(at, static_cast<std::uint16_t>(number_at(changed_probe, at) ^ 0x0101));
    }
    void translate_destination() { translate(destination_at(), anothers, covers_addresses()); }
    void translate_source() { translate(source_at(), anothers, covers_addresses()); }
    void translate_identifier() { translate(identifier_at(), anothers, true); }

    void hear() { expires(changed_probe, GetParam().whole ? probes_[changed_probe].size() : header() + 8); }
    void expect_found() {
        hear();
        EXPECT_EQ(engine_.statistics().foreign, 0U);
        const trace_result ended = result();
        EXPECT_EQ(ended.replies, 1U);
        ASSERT_GT(ended.hops.size(), changed_probe);
        ASSERT_TRUE(ended.hops[changed_probe].probes[0].reply);
        EXPECT_EQ(ended.hops[changed_probe].probes[0].reply->nat, true);
    }
    void expect_refused() {
        hear();
        EXPECT_EQ(engine_.statistics().foreign, 1U);
        EXPECT_EQ(engine_.statistics().replies, 0U);
    }
    void expect_found(bool found) { found ? expect_found() : expect_refused(); }
};

TEST_P(changed_quotes, with_another_destination) {
    begin();
    translate_destination();
    expect_found();
}

TEST_P(changed_quotes, with_another_destination_and_source) {
    begin();
    translate_destination();
    translate_source();
    expect_found();
}

TEST_P(changed_quotes, with_another_identifier_or_source_port) {
    begin();
    translate_identifier();
    expect_found(has_cookie());
}

TEST_P(changed_quotes, with_another_identifier_whose_checksum_was_left) {
    begin();
    put(identifier_at(), anothers);
    expect_found(has_cookie());
}

TEST_P(changed_quotes, with_another_destination_port) {
    if (icmp_probes()) return;
    begin();
    translate(header() + 2, 8080, true);
    expect_found();
}

TEST_P(changed_quotes, with_all_of_these_changed) {
    begin();
    translate_destination();
    translate_source();
    translate_identifier();
    if (!icmp_probes()) translate(header() + 2, 8080, true);
    expect_found(has_cookie());
}

TEST_P(changed_quotes, with_less_left_than_many_traces_need) {
    begin(slot_table::few_traces + 1);
    translate_destination();
    translate_identifier();
    expect_refused();
}

TEST_P(changed_quotes, of_which_enough_is_left_among_many_traces) {
    begin(slot_table::few_traces + 1);
    translate_destination();
    hear();
    EXPECT_EQ(engine_.statistics().replies, 1U);
}

TEST_P(changed_quotes, by_the_target_among_many_traces) {
    begin(slot_table::few_traces + 1);
    translate_identifier();
    hear();
    EXPECT_EQ(engine_.statistics().replies, has_cookie() ? 1U : 0U);
}

TEST_P(changed_quotes, without_the_cookie_need_a_translator_that_shows) {
    // Others have no cookie to be wrong, or another one elsewhere.
    if (GetParam().by == protocol::udp || !v4() || (icmp_probes() && GetParam().whole)) return;
    begin();
    spoil_cookie();
    hear();
    EXPECT_EQ(engine_.statistics().foreign, 1U);
    put(source_at(), anothers);
    hear();
    EXPECT_EQ(engine_.statistics().replies, 1U);
    put(destination_at(), anothers);
    hear();
    EXPECT_EQ(engine_.statistics().foreign, 2U);
}

TEST_P(changed_quotes, whose_cookie_was_spoilt_but_is_there_twice) {
    if (GetParam().by == protocol::udp || (v4() && !(icmp_probes() && GetParam().whole))) return;
    begin();
    spoil_cookie();
    expect_found();
}

// A damaged number is no other probe's. Short quotes of IPv6 have one number only.
TEST_P(changed_quotes, that_name_two_probes) {
    if (!v4() && !GetParam().whole) return;
    begin();
    const std::size_t at = header() + (icmp_probes() || GetParam().by == protocol::udp ? 6 : 4);
    put(at, static_cast<std::uint16_t>(number_at(changed_probe, at) + 1));
    const bool third_number = v4() && GetParam().whole;
    expect_found(third_number);
}

TEST_P(changed_quotes, of_another_protocol_or_family_are_not_ours) {
    begin();
    if (v4()) {
        probes_[changed_probe][9] = std::byte{47};
    } else {
        probes_[changed_probe][6] = std::byte{47};
    }
    expect_refused();
}

INSTANTIATE_TEST_SUITE_P(engine, changed_quotes,
                         testing::Values(quoting{protocol::icmp, true, false}, quoting{protocol::icmp, true, true},
                                         quoting{protocol::icmp, false, false}, quoting{protocol::icmp, false, true},
                                         quoting{protocol::udp, true, false}, quoting{protocol::udp, true, true},
                                         quoting{protocol::udp, false, false}, quoting{protocol::udp, false, true},
                                         quoting{protocol::tcp, true, false}, quoting{protocol::tcp, true, true},
                                         quoting{protocol::tcp, false, false}, quoting{protocol::tcp, false, true}));

}  // namespace
}  // namespace tracerouter::engine
