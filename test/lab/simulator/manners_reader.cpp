#include "manners_reader.hpp"

#include <charconv>
#include <string_view>

#include <boost/json.hpp>

#include "extensions.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

// net.ipv4.icmp_ratelimit, and icmp_msgs_per_sec with icmp_msgs_burst, of a Linux router as shipped.
constexpr rate_limit linux_limit{6, milliseconds(1000)};
constexpr rate_limit linux_global_limit{50, milliseconds(1)};

constexpr std::size_t most_extension_octets = 400;

std::optional<rate_limit> read_limit(object_reader& from, std::string_view key) {
    const json::value& value = *from.find(key);
    if (value.is_null()) return std::nullopt;
    object_reader limit(value, from.place(key), from.errors());
    rate_limit result;
    result.burst = limit.integer<unsigned>("burst", result.burst, 1);
    result.interval = limit.milliseconds("interval", result.interval);
    if (result.interval.count() == 0) limit.complain("interval", "more than 0 milliseconds");
    limit.finish();
    return result;
}

void read_limits(object_reader& from, manners& how) {
    if (const auto* value = from.find("limit"); value != nullptr && value->is_string()) {
        if (value->get_string() != "linux") from.complain("limit", "\"linux\", null or {burst, interval}");
        how.limit = linux_limit;
        how.limit_global = linux_global_limit;
    } else if (value != nullptr) {
        how.limit = read_limit(from, "limit");
    }
    if (from.find("limit_global") != nullptr) how.limit_global = read_limit(from, "limit_global");
}

void read_mpls(object_reader& from, manners& how) {
    how.mpls_legacy = from.boolean("mpls_legacy", how.mpls_legacy);
    const auto* stack = from.array("mpls");
    if (stack == nullptr) return;
    how.mpls.clear();
    for (std::size_t i = 0; i < stack->size(); ++i) {
        object_reader entry((*stack)[i], from.place("mpls") + '[' + std::to_string(i) + ']', from.errors());
        mpls_entry label;
        label.label = entry.integer<std::uint32_t>("label", 0, 0, (1U << 20) - 1);
        label.traffic_class = entry.integer<std::uint8_t>("tc", 0, 0, 7);
        label.ttl = entry.integer<std::uint8_t>("ttl", 1);
        entry.finish();
        how.mpls.push_back(label);
    }
}

std::vector<std::uint8_t> octets_of(std::string_view hex) {
    std::vector<std::uint8_t> octets;
    for (std::size_t at = 0; at + 2 <= hex.size(); at += 2) {
        std::uint8_t octet = 0;
        std::from_chars(hex.data() + at, hex.data() + at + 2, octet, 16);
        octets.push_back(octet);
    }
    return octets;
}

void read_objects(object_reader& from, manners& how) {
    how.fault = from.one_of<extension_fault>("extension_fault", how.fault,
                                             {{"none", extension_fault::none},
                                              {"checksum", extension_fault::checksum},
                                              {"version", extension_fault::version},
                                              {"length", extension_fault::length},
                                              {"truncated", extension_fault::truncated},
                                              {"unchecked", extension_fault::unchecked}});
    if (from.has("extension_length")) how.length_field = from.integer<std::uint8_t>("extension_length", 0);
    from.find("extension_length");
    const auto* objects = from.array("objects");
    if (objects == nullptr) return;
    how.objects.clear();
    for (std::size_t i = 0; i < objects->size(); ++i) {
        object_reader entry((*objects)[i], from.place("objects") + '[' + std::to_string(i) + ']', from.errors());
        extension_entry one;
        one.class_number = entry.integer<std::uint8_t>("class", 0);
        one.c_type = entry.integer<std::uint8_t>("type", 0);
        const std::string hex = entry.text("hex", "");
        if (hex.size() % 2 != 0 || hex.size() > 400 || hex.find_first_not_of("0123456789abcdef") != hex.npos)
            entry.complain("hex", "up to 200 octets of two hexadecimal digits each");
        else
            one.payload = octets_of(hex);
        entry.finish();
        how.objects.push_back(std::move(one));
    }
}

void read_quote(object_reader& from, manners& how) {
    if (const auto* value = from.find("quote"); value != nullptr && value->is_string()) {
        if (value->get_string() != "all") from.complain("quote", "a number of octets from 0 to 548 or \"all\"");
        how.quote_octets = 548;
    } else {
        how.quote_octets = from.integer<unsigned>("quote", how.quote_octets, 0, 548);
    }
    if (from.has("quote_ttl")) how.quote_ttl = from.integer<std::uint8_t>("quote_ttl", 1);
    from.find("quote_ttl");
}

void read_identification(object_reader& from, manners& how) {
    const auto* value = from.find("ip_id");
    if (value == nullptr) return;
    if (!value->is_object()) {
        how.ip_id = {};
        how.ip_id.from = from.one_of<identification::source>("ip_id", how.ip_id.from,
                                                             {{"address", identification::source::address},
                                                              {"random", identification::source::random},
                                                              {"probe", identification::source::probe}});
        return;
    }
    object_reader entry(*value, from.place("ip_id"), from.errors());
    how.ip_id = {};
    how.ip_id.counter = entry.text("counter", "");
    how.ip_id.from = entry.has("counter") ? identification::source::counter : identification::source::constant;
    how.ip_id.value = entry.integer<std::uint16_t>("constant", 0);
    if (entry.has("start")) how.ip_id.start = entry.integer<std::uint16_t>("start", 0);
    entry.find("start");
    how.ip_id.rate = entry.number("rate", 0, 0, 1e6);
    entry.finish();
}

void read_sender(object_reader& from, manners& how) {
    const auto* value = from.find("answer_from");
    if (value != nullptr && value->is_string() && value->get_string() == "destination")
        how.answer_from_destination = true;
    else if (value != nullptr)
        how.answer_from = from.host("answer_from");
}

void read_corruption(object_reader& from, manners& how) {
    how.corrupt = from.one_of<corruption>("corrupt", how.corrupt,
                                          {{"none", corruption::none},
                                           {"checksum", corruption::checksum},
                                           {"truncated", corruption::truncated},
                                           {"identifier", corruption::identifier},
                                           {"destination", corruption::destination}});
    how.corrupt_share = from.share("corrupt_share", how.corrupt_share);
}

void read_end(object_reader& from, manners& how) {
    how.echo = from.boolean("echo", how.echo);
    if (from.has("echo_data")) how.echo_data = from.integer<unsigned>("echo_data", 0, 0, 65'000);
    from.find("echo_data");
    how.udp = from.boolean("udp", how.udp);
    how.tcp = from.one_of<tcp_answer>("tcp", how.tcp,
                                      {{"reset", tcp_answer::reset},
                                       {"bare-reset", tcp_answer::bare_reset},
                                       {"syn-ack", tcp_answer::syn_ack},
                                       {"none", tcp_answer::none}});
    how.acknowledges = from.integer<std::uint16_t>("acknowledges", how.acknowledges);
}

void read_expired(object_reader& from, manners& how) {
    const std::string_view key = "expired";
    const std::vector<std::pair<std::string_view, std::uint16_t>> known{
        {"time-exceeded", 0x0b00}, {"reassembly", 0x0b01}, {"parameter-problem", 0x0c00},
        {"net", 0x0300},           {"host", 0x0301},       {"protocol", 0x0302},
        {"port", 0x0303},          {"net-admin", 0x0309},  {"host-admin", 0x030a},
        {"admin", 0x030d},         {"unknown", 0x03c8}};
    const auto before = static_cast<std::uint16_t>(how.expired.type << 8 | how.expired.code);
    const std::uint16_t told = from.one_of<std::uint16_t>(key, before, known);
    how.expired = {static_cast<std::uint8_t>(told >> 8), static_cast<std::uint8_t>(told)};
}

}  // namespace

manners read_manners(object_reader& from, manners base) {
    manners how = std::move(base);
    how.jitter = from.milliseconds("jitter", how.jitter);
    how.loss = from.share("loss", how.loss);
    how.silent = from.boolean("silent", how.silent);
    how.slow = from.milliseconds("slow", how.slow);
    how.slow_share = from.share("slow_share", how.slow_share);
    how.reply_ttl = from.integer<std::uint8_t>("reply_ttl", how.reply_ttl, 1);
    how.duplicates = from.integer<unsigned>("duplicates", how.duplicates, 0, 100);
    how.duplicate_gap = from.milliseconds("duplicate_gap", how.duplicate_gap);
    read_expired(from, how);
    read_end(from, how);
    read_limits(from, how);
    read_mpls(from, how);
    read_objects(from, how);
    // More would leave no room for the quote in the 576 octets of an ICMPv4 error.
    if (extension_size(how) > most_extension_octets)
        from.complain("objects", "at most 400 octets of extensions in all, labels included");
    read_quote(from, how);
    read_sender(from, how);
    read_identification(from, how);
    read_corruption(from, how);
    return how;
}

std::optional<rewrite> read_rewrite(object_reader& from) {
    const auto* value = from.find("rewrite");
    if (value == nullptr) return std::nullopt;
    object_reader changes(*value, from.place("rewrite"), from.errors());
    rewrite result;
    if (changes.has("tos")) result.tos = changes.integer<std::uint8_t>("tos", 0);
    if (changes.has("ip_id")) result.ip_id = changes.integer<std::uint16_t>("ip_id", 0);
    changes.find("tos");
    changes.find("ip_id");
    result.source = changes.host("source");
    result.checksum = changes.boolean("checksum", false);
    changes.finish();
    return result;
}

}  // namespace lab
