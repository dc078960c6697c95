#include "report/paths_text_reporter.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "report/escape.hpp"
#include "report/milliseconds.hpp"
#include "report/paths_words.hpp"

namespace tracerouter::report {
namespace {

/// Columns of a vertex, before what is said of it.
constexpr std::size_t vertex_width = 44;

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

std::string right(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

/// a to z, then aa, ab ...
std::string letters_of(std::size_t place) {
    constexpr std::size_t letters = 26;
    std::string out(1, static_cast<char>('a' + place % letters));
    return place < letters ? out : letters_of(place / letters - 1) + out;
}

/// The letter of each vertex among those of its TTL; empty for one that is alone.
std::vector<std::string> letters_in(const path_set& paths) {
    std::map<std::uint16_t, std::size_t> widths;
    for (const path_vertex& one : paths.vertices) ++widths[one.ttl];
    std::map<std::uint16_t, std::size_t> places;
    std::vector<std::string> letters;
    for (const path_vertex& one : paths.vertices)
        letters.push_back(widths[one.ttl] > 1 ? letters_of(places[one.ttl]++) : std::string{});
    return letters;
}

/// Where the vertex leads to, as "to a-d, f". Nothing where there is but one way for all.
class ways_text {
public:
    ways_text(const path_set& paths, const std::vector<std::string>& letters) : paths_(paths), letters_(letters) {
        for (const path_link& one : paths.links) ways_[one.from].push_back(&one);
    }

    [[nodiscard]] std::string of(std::uint32_t from) const {
        const auto known = ways_.find(from);
        if (known == ways_.end()) return {};
        const auto& ways = known->second;
        if (ways.size() == 1 && letters_[ways[0]->to].empty()) return {};
        const path_vertex& vertex = paths_.vertices[from];
        return "to " + (is_uneven(vertex) ? shares(ways) : ranges(ways));
    }

private:
    using links = std::vector<const path_link*>;

    [[nodiscard]] std::string ranges(const links& ways) const {
        std::vector<std::uint32_t> all;
        for (const path_link* one : ways) all.push_back(one->to);
        std::ranges::sort(all);
        std::string out;
        for (std::size_t begin = 0; begin < all.size();) {
            std::size_t end = begin;
            while (end + 1 < all.size() && all[end + 1] == all[end] + 1) ++end;
            if (!out.empty()) out += ", ";
            out += letters_[all[begin]];
            if (end > begin) out += (end == begin + 1 ? ", " : "-") + letters_[all[end]];
            begin = end + 1;
        }
        return out;
    }

    [[nodiscard]] std::string shares(const links& ways) const {
        std::uint32_t all = 0;
        for (const path_link* one : ways) all += one->flows;
        std::string out;
        for (const path_link* one : ways) {
            if (!out.empty()) out += ", ";
            out += letters_[one->to] + ' ' + std::to_string(100 * one->flows / all) + " %";
        }
        return out;
    }

    const path_set& paths_;
    const std::vector<std::string>& letters_;
    std::map<std::uint32_t, links> ways_;  // by where they begin
};

std::string_view reason_of(path_gap gap) {
    switch (gap) {
        case path_gap::none: return {};
        case path_gap::probe_limit: return "incomplete: --max-probes";
        case path_gap::flow_limit: return "incomplete: --max-flows";
        case path_gap::silent: return "incomplete: few answers";
        case path_gap::limited: return "incomplete: rate limit";
        case path_gap::too_wide: return "incomplete: too many side by side";
        case path_gap::interrupted: return "incomplete: interrupted";
    }
    return {};
}

std::string said_of(const path_vertex& one, const std::string& ways) {
    std::string out = ways;
    const auto add = [&out](std::string_view what) {
        if (!what.empty()) out.append(out.empty() ? "" : "; ").append(what);
    };
    if (one.per_packet) add("per packet");
    if (is_uneven(one)) add("uneven");
    if (one.inferred) add("inferred");
    add(reason_of(one.gap));
    return out;
}

}  // namespace

boost::system::error_code paths_text_reporter::trace(const trace_result& result, target_number) {
    text_.clear();
    append_heading(result);
    if (!result.paths) return out_.write(text_.text());
    append_vertices(*result.paths);
    append_routers(*result.paths);
    append_diamonds(*result.paths);
    append_shared(result);
    append_end(result);
    return out_.write(text_.text());
}

void paths_text_reporter::append_heading(const trace_result& result) {
    if (blocks_++ > 0) text_.append('\n');
    text_.append_all("paths to ", escape_target(result.target), " (").append(result.address).append_all("), ");
    text_.append(result.options.max_ttl).append_all(" hops max, ");
    text_.append(packet_size_of(result.options, result.address.is_v6())).append_all(" byte packets\n");
}

std::string paths_text_reporter::name_of(const path_vertex& one) const {
    if (!one.address) return "*";
    const std::string address = address_word(*one.address);
    const auto& known = facts_of(facts_, *one.address);
    std::string out = names_ ? (known.name ? escape_word(*known.name) : address) + " (" + address + ')' : address;
    if (known.asn) out += " [AS" + std::to_string(*known.asn) + ']';
    return out;
}

void paths_text_reporter::append_vertices(const path_set& paths) {
    const std::vector<std::string> letters = letters_in(paths);
    const ways_text ways{paths, letters};
    std::uint16_t ttl = 0;
    for (std::uint32_t index = 0; index < paths.vertices.size(); ++index) {
        const path_vertex& one = paths.vertices[index];
        const bool first = std::exchange(ttl, one.ttl) != one.ttl;
        const std::string said = said_of(one, ways.of(index));
        std::string name = name_of(one);
        if (!said.empty()) name = padded(std::move(name), vertex_width) + "  " + said;
        text_.append_all(right(first ? std::to_string(one.ttl) : "", 2), "  ");
        if (!letters[index].empty()) text_.append_all(padded(letters[index], 2), " ");
        text_.append_all(name, "\n");
    }
}

// As their letters say it: "hop 3 a, c; hop 4 b".
void paths_text_reporter::append_routers(const path_set& paths) {
    const std::vector<std::string> letters = letters_in(paths);
    for (const path_router& router : paths.routers) {
        text_.append_all("one router: ");
        std::uint16_t ttl = 0;
        for (std::uint32_t index = 0; index < paths.vertices.size(); ++index) {
            const path_vertex& one = paths.vertices[index];
            if (!one.address || std::ranges::find(router.addresses, *one.address) == router.addresses.end()) continue;
            const bool same_hop = ttl == one.ttl;
            if (ttl != 0) text_.append_all(same_hop ? ", " : "; ");
            if (!same_hop) text_.append_all("hop ").append(one.ttl).append_all(letters[index].empty() ? "" : " ");
            text_.append_all(letters[index]);
            ttl = one.ttl;
        }
        text_.append('\n');
    }
}

void paths_text_reporter::append_diamonds(const path_set& paths) {
    for (const path_diamond& one : paths.diamonds) {
        text_.append_all("diamond from hop ").append(one.from_ttl);
        if (one.to_ttl) text_.append_all(" to ").append(*one.to_ttl);
        text_.append_all(": ").append(one.width).append_all(" wide, ").append(one.length).append_all(" long");
        if (one.meshed) text_.append_all(", meshed");
        if (one.per_packet) text_.append_all(", balanced per packet");
        if (one.uneven) text_.append_all(", uneven");
        text_.append('\n');
    }
}

void paths_text_reporter::append_shared(const trace_result& result) {
    const auto& shared = result.paths->shared;
    if (!shared) return;
    text_.append_all("hops ").append(result.options.first_ttl).append_all(" to ").append(shared->up_to_ttl);
    text_.append_all(": inferred from the paths to ").append(shared->found_for).append('\n');
}

void paths_text_reporter::append_end(const trace_result& result) {
    const path_set& paths = *result.paths;
    if (paths.confidence && paths.diamonds.empty()) {
        text_.append_all("one path found, with a confidence of ", percent(*paths.confidence), " %");
    } else if (paths.confidence) {
        text_.append_all("all paths found with a confidence of ", percent(*paths.confidence), " %");
    } else {
        text_.append_all("not all paths may have been found");
    }
    text_.append_all(" (", percent_asked(paths.options.confidence), " % asked)\n");
    text_.append(result.probes_sent).append_all(result.probes_sent == 1 ? " probe, " : " probes, ");
    text_.append(paths.flows).append_all(paths.flows == 1 ? " flow, " : " flows, ");
    text_.append_all(milliseconds(result.elapsed), " ms\n");
}

}  // namespace tracerouter::report
