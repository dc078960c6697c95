#include "enrich/dns_answer.hpp"

#include <ares.h>
#include <netdb.h>
#include <sys/socket.h>

#include <climits>
#include <memory>

namespace tracerouter::enrich {
namespace {

using host_entry = std::unique_ptr<hostent, void (*)(hostent*)>;
using text_list = std::unique_ptr<ares_txt_ext, void (*)(void*)>;

/// c-ares counts in int.
int length_of(std::span<const std::uint8_t> message) {
    return message.size() > INT_MAX ? 0 : static_cast<int>(message.size());
}

}  // namespace

std::vector<std::string> parse_pointers(std::span<const std::uint8_t> message) {
    hostent* parsed = nullptr;
    // It wants an address only to hand it back.
    ares_parse_ptr_reply(message.data(), length_of(message), nullptr, 0, AF_INET, &parsed);
    const host_entry owner{parsed, ares_free_hostent};
    std::vector<std::string> names;
    if (!owner || owner->h_aliases == nullptr) return names;
    for (char** alias = owner->h_aliases; *alias != nullptr; ++alias) {
        if (**alias != 0) names.emplace_back(*alias);  // the root is nobody's name
    }
    return names;
}

std::vector<std::string> parse_texts(std::span<const std::uint8_t> message) {
    ares_txt_ext* parsed = nullptr;
    ares_parse_txt_reply_ext(message.data(), length_of(message), &parsed);
    const text_list owner{parsed, ares_free_data};
    std::vector<std::string> texts;
    for (const auto* part = owner.get(); part != nullptr; part = part->next) {
        if (part->record_start != 0 || texts.empty()) texts.emplace_back();
        texts.back().append(reinterpret_cast<const char*>(part->txt), part->length);
    }
    return texts;
}

}  // namespace tracerouter::enrich
