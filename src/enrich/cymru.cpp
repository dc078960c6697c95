#include "enrich/cymru.hpp"

#include "base/numbers.hpp"

namespace tracerouter::enrich {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::vector<std::string_view> fields_of(std::string_view record) {
    std::vector<std::string_view> fields;
    for (auto bar = record.find('|'); bar != record.npos; bar = record.find('|')) {
        fields.push_back(trimmed(record.substr(0, bar)));
        record.remove_prefix(bar + 1);
    }
    fields.push_back(trimmed(record));
    return fields;
}

struct origin {
    std::uint32_t asn = 0;
    std::uint8_t prefix_length = 0;
};

std::optional<origin> parse_record(std::string_view record) {
    const auto fields = fields_of(record);
    if (fields.size() < 2) return std::nullopt;
    const auto asn = whole_number<std::uint32_t>(fields[0].substr(0, fields[0].find(' ')));
    const auto slash = fields[1].find('/');
    if (!asn || slash == std::string_view::npos) return std::nullopt;
    const auto length = whole_number<std::uint8_t>(fields[1].substr(slash + 1));
    if (!length) return std::nullopt;
    return origin{*asn, *length};
}

}  // namespace

std::optional<std::uint32_t> parse_origin(const std::vector<std::string>& records) {
    std::optional<origin> best;
    for (const auto& record : records) {
        const auto found = parse_record(record);
        if (found && (!best || found->prefix_length > best->prefix_length)) best = found;
    }
    return best ? std::optional{best->asn} : std::nullopt;
}

std::optional<std::string> parse_as_name(std::string_view record) {
    const auto fields = fields_of(record);
    if (fields.size() < 5 || fields[4].empty()) return std::nullopt;
    // A bar may be part of the name.
    return std::string{trimmed(record.substr(static_cast<std::size_t>(fields[4].data() - record.data())))};
}

}  // namespace tracerouter::enrich
