#include "view/key_reader.hpp"

#include <algorithm>

namespace tracerouter::view {
namespace {

constexpr unsigned char escape_octet = 0x1B;
constexpr unsigned char bell = 0x07;

std::optional<key_name> name_of_control(unsigned char octet) {
    switch (octet) {
        case 0x03: return key_name::interrupt;
        case 0x08:
        case 0x7F: return key_name::backspace;
        case 0x09: return key_name::tab;
        case 0x0A:
        case 0x0D: return key_name::enter;
        case 0x0C: return key_name::redraw;
        case 0x1A: return key_name::suspend;
        default: return std::nullopt;
    }
}

std::optional<key_name> name_of_letter(unsigned char final_octet) {
    switch (final_octet) {
        case 'A': return key_name::up;
        case 'B': return key_name::down;
        case 'C': return key_name::right;
        case 'D': return key_name::left;
        case 'F': return key_name::end;
        case 'H': return key_name::home;
        case 'M': return key_name::enter;  // of the number pad, behind ESC O
        case 'Z': return key_name::back_tab;
        default: return std::nullopt;
    }
}

std::optional<key_name> name_of_number(std::string_view number) {
    if (number == "1" || number == "7") return key_name::home;
    if (number == "4" || number == "8") return key_name::end;
    if (number == "3") return key_name::backspace;
    if (number == "5") return key_name::page_up;
    if (number == "6") return key_name::page_down;
    return std::nullopt;
}

void add(std::vector<key>& keys, std::optional<key_name> name) {
    if (name) keys.push_back({*name, 0});
}

bool is_visible(char32_t character) {
    const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    return !control && !surrogate && character <= 0x10FFFF;
}

}  // namespace

void key_reader::read(std::string_view octets, std::vector<key>& keys) {
    for (const char octet : octets) take(static_cast<unsigned char>(octet), keys);
}

std::optional<key> key_reader::rest() {
    const bool pressed = state_ == state::escaped;
    state_ = state::ground;
    return pressed ? std::optional{key{key_name::escape, 0}} : std::nullopt;
}

void key_reader::take(unsigned char octet, std::vector<key>& keys) {
    switch (state_) {
        case state::ground: return take_ground(octet, keys);
        case state::escaped: return take_escaped(octet, keys);
        case state::control: return take_control(octet, keys);
        case state::single:
            state_ = state::ground;
            return octet < 0x20 ? take_ground(octet, keys) : add(keys, name_of_letter(octet));
        case state::string:
            if (octet == bell) state_ = state::ground;
            if (octet == escape_octet) state_ = state::escaped;  // ESC \ ends it
            return;
        case state::utf8: return take_utf8(octet, keys);
    }
}

void key_reader::take_ground(unsigned char octet, std::vector<key>& keys) {
    state_ = state::ground;
    if (octet == escape_octet) {
        state_ = state::escaped;
    } else if (octet < 0x20 || octet == 0x7F) {
        add(keys, name_of_control(octet));
    } else if (octet < 0x80) {
        keys.push_back({key_name::character, octet});
    } else if (octet >= 0xC2 && octet < 0xF5) {  // RFC 3629: no other octet begins a character
        octets_left_ = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
        character_ = octet & (0x3Fu >> octets_left_);
        smallest_ = octets_left_ == 1 ? 0x80 : octets_left_ == 2 ? 0x800 : 0x10000;
        state_ = state::utf8;
    }
}

void key_reader::take_escaped(unsigned char octet, std::vector<key>& keys) {
    constexpr std::string_view begins_string{"]P_^X"};
    parameter_count_ = 0;
    if (octet == '[') {
        state_ = state::control;
    } else if (octet == 'O') {
        state_ = state::single;
    } else if (begins_string.find(static_cast<char>(octet)) != std::string_view::npos) {
        state_ = state::string;
    } else if (octet == '\\') {
        state_ = state::ground;
    } else {  // the key escape, and another one at once
        add(keys, key_name::escape);
        take_ground(octet, keys);
    }
}

void key_reader::take_control(unsigned char octet, std::vector<key>& keys) {
    if (octet < 0x20 || octet > 0x7E) return take_ground(octet, keys);  // cut off
    if (octet >= 0x40) {
        state_ = state::ground;
        return add(keys, meaning(octet));
    }
    if (parameter_count_ < parameters_.size()) parameters_[parameter_count_] = static_cast<char>(octet);
    parameter_count_ = std::min(parameter_count_ + 1, most_parameters + 1);
}

void key_reader::take_utf8(unsigned char octet, std::vector<key>& keys) {
    if ((octet & 0xC0u) != 0x80u) return take_ground(octet, keys);  // cut off
    character_ = (character_ << 6) | (octet & 0x3Fu);
    if (--octets_left_ > 0) return;
    state_ = state::ground;
    if (character_ >= smallest_ && is_visible(character_)) keys.push_back({key_name::character, character_});
}

// A modifier may follow behind a semicolon: "1;5" with control. The key is the same.
std::optional<key_name> key_reader::meaning(unsigned char final_octet) const {
    if (parameter_count_ > most_parameters) return std::nullopt;
    const std::string_view all{parameters_.data(), parameter_count_};
    const auto first = all.substr(0, all.find(';'));
    if (final_octet == '~') return name_of_number(first);
    const bool moves = first.empty() || first == "1";
    return moves && final_octet != 'M' ? name_of_letter(final_octet) : std::nullopt;
}

}  // namespace tracerouter::view
