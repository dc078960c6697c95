#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "view/draw.hpp"
#include "view/key_reader.hpp"
#include "view/live_view.hpp"

// Any octets as what a terminal sends: read at once and octet by octet, and typed into a view of one target.

namespace tracerouter::fuzz {
namespace {

using view::key;
using view::key_name;

std::vector<key> keys_of(std::string_view octets, std::size_t at_once) {
    view::key_reader reader;
    std::vector<key> keys;
    for (; !octets.empty(); octets.remove_prefix(std::min(at_once, octets.size())))
        reader.read(octets.substr(0, at_once), keys);
    if (const auto last = reader.rest()) keys.push_back(*last);
    require(!reader.waits());
    return keys;
}

void check(const key& one) {
    require((one.name == key_name::character) == (one.character != 0));
    const bool control = one.character < 0x20 || (one.character >= 0x7F && one.character < 0xA0);
    require(one.name != key_name::character || (!control && one.character <= 0x10FFFF));
}

void type(std::string_view octets) {
    const monitor_result result = [] {
        monitor_result made;
        made.hops = {hop_summary{.ttl = 1}, hop_summary{.ttl = 4}};
        return made;
    }();
    view::model seen;
    seen.results = {&result, 1};
    seen.can_write = true;
    if (octets.size() % 2 == 1) seen.replay = view::replay_position{.at = {}, .of = std::chrono::hours{1}};
    view::live_view screen;
    screen.resize(
        {view::smallest_screen.columns + octets.size() % 64, view::smallest_screen.rows + octets.size() % 16});
    for (const auto& asked : screen.type(octets, seen)) {
        const bool interval = asked.kind == view::command_kind::set_interval;
        require(!interval || (asked.time >= view::shortest_interval && asked.time <= view::longest_interval));
        const bool seek = asked.kind == view::command_kind::replay_seek;
        require(!seek || (asked.time >= duration::zero() && asked.time <= std::chrono::hours{1}));
    }
    const auto picture = screen.picture(seen);
    require(!picture.empty() && screen.picture(seen).empty());
}

}  // namespace

void try_input(std::span<const std::byte> input) {
    const std::string_view octets{reinterpret_cast<const char*>(input.data()), input.size()};
    const auto keys = keys_of(octets, input.size() + 1);
    require(keys == keys_of(octets, 1) && keys == keys_of(octets, 3));
    require(keys.size() <= octets.size() + 1);
    for (const auto& one : keys) check(one);
    type(octets);
}

}  // namespace tracerouter::fuzz
