#include "scenario_reader.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "generated_reader.hpp"
#include "noise_reader.hpp"
#include "router_reader.hpp"

namespace lab {
namespace {

namespace json = boost::json;

struct default_manners {
    manners router;
    manners destination;
};

default_manners read_defaults(object_reader& document) {
    default_manners result;
    const auto* given = document.find("defaults");
    if (given == nullptr) return result;
    object_reader defaults(*given, document.place("defaults"), document.errors());
    for (auto [key, how] : {std::pair{"router", &result.router}, std::pair{"destination", &result.destination}}) {
        const auto* value = defaults.find(key);
        if (value == nullptr) continue;
        object_reader from(*value, defaults.place(key), document.errors());
        *how = read_manners(from, *how);
        from.finish();
    }
    defaults.finish();
    return result;
}

using path_numbers = std::map<std::string, std::uint32_t, std::less<>>;

path_numbers read_paths(object_reader& document, const router_numbers& routers, scenario& out) {
    path_numbers numbers;
    const auto* given = document.find("paths");
    if (given == nullptr) return numbers;
    if (!given->is_object()) return document.complain("paths", "an object, path name to its steps"), numbers;
    path_reader reader(routers, out.paths, document.errors());
    for (const auto& member : given->get_object()) {
        const std::string name(member.key());
        numbers[name] = static_cast<std::uint32_t>(out.path_heads.size());
        out.path_heads.push_back(reader.read(member.value(), document.place("paths") + '.' + name));
    }
    return numbers;
}

destination read_destination(object_reader& from, const manners& defaults, const path_numbers& paths) {
    destination one;
    if (from.has("address") == from.has("prefix")) from.complain("address", "either address or prefix");
    if (const auto host = from.host("address")) one.where = {*host, 128};
    if (const auto network = from.network("prefix")) one.where = *network;
    one.name = from.text("name", "");
    one.rtt = from.milliseconds("rtt", one.rtt);
    if (!from.has("rtt")) from.complain("rtt", "its round-trip time in milliseconds");
    one.how = read_manners(from, defaults);
    const std::string path = from.text("path", "main");
    if (const auto found = paths.find(path); found != paths.end())
        one.path = found->second;
    else
        from.complain("path", "the name of a path, \"" + path + "\" is none");
    from.finish();
    return one;
}

void read_destinations(object_reader& document, const manners& defaults, const path_numbers& paths, scenario& out) {
    const auto* given = document.array("destinations");
    if (given == nullptr) return;
    for (std::size_t i = 0; i < given->size(); ++i) {
        const std::string where = document.place("destinations") + '[' + std::to_string(i) + ']';
        object_reader from((*given)[i], where, document.errors());
        out.destinations.push_back(read_destination(from, defaults, paths));
    }
}

void complain_about_duplicates(const scenario& read, complaints& errors) {
    std::vector<address> all{read.source};
    for (const auto& one : read.routers) all.push_back(one.where);
    std::sort(all.begin(), all.end());
    for (auto twice = std::adjacent_find(all.begin(), all.end()); twice != all.end();
         twice = std::adjacent_find(twice + 1, all.end())) {
        errors.push_back("routers: " + to_string(*twice) +
                         " is used twice; routers and the source need an address each");
    }
}

scenario read_document(const json::value& value, complaints& errors) {
    scenario out;
    object_reader document(value, "", errors);
    out.about = document.text("about", "");
    out.source = document.host("source").value_or(address::from_v4(0xc6120002));  // 198.18.0.2
    out.seed = document.integer<std::uint64_t>("seed", 1);
    const default_manners defaults = read_defaults(document);
    router_numbers numbers;
    router_table_reader routers(defaults.router, out.routers, numbers);
    routers.read_chains(document);
    routers.read_routers(document);
    const path_numbers paths = read_paths(document, numbers, out);
    read_destinations(document, defaults.destination, paths, out);
    out.generated = read_generated(document, defaults.router, defaults.destination);
    out.noise = read_noise(document);
    document.finish();
    complain_about_duplicates(out, errors);
    if (out.destinations.empty() && !out.generated)
        errors.emplace_back("destinations: expected at least one destination");
    return out;
}

}  // namespace

scenario parse_scenario(std::string_view text, complaints& errors) {
    json::parse_options options;
    options.allow_comments = true;
    options.allow_trailing_commas = true;
    json::error_code error;
    json::stream_parser parser({}, options);
    const std::size_t used = parser.write_some(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error) {
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(used), '\n');
        errors.push_back("line " + std::to_string(line) + ": not JSON: " + error.message());
        return {};
    }
    return read_document(parser.release(), errors);
}

scenario load_scenario(const std::string& file, complaints& errors) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
        errors.emplace_back("cannot be read");
        return {};
    }
    complaints found;
    scenario result = parse_scenario(text.str(), found);
    errors.insert(errors.end(), found.begin(), found.end());
    return result;
}

}  // namespace lab
