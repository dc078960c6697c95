#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tracerouter::view {

/// What was pressed.
enum class key_name : std::uint8_t {
    character,  ///< `key::character` says which
    up,
    down,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    enter,
    escape,
    tab,
    back_tab,   ///< shift and tab
    backspace,  ///< also delete
    interrupt,  ///< control and C, where the terminal does not make a signal of it
    suspend,    ///< control and Z, likewise
    redraw,     ///< control and L
};

struct key {
    key_name name = key_name::character;
    char32_t character = 0;  ///< visible, or a blank; 0 unless `name` is character

    friend bool operator==(const key&, const key&) = default;
};

/// Makes keys of what a terminal sends, however it is cut into reads: UTF-8, and the sequences of ECMA-48 and of xterm
/// for keys that are no characters. What it does not know gives no key. It keeps no more than a few octets, whatever
/// comes.
class key_reader {
public:
    /// Appends the keys that are complete with these octets.
    void read(std::string_view octets, std::vector<key>& keys);

    /// Whether a sequence has begun and not ended. The key escape sends the octet that begins one: call rest() when
    /// nothing has followed for `patience`.
    [[nodiscard]] bool waits() const noexcept { return state_ != state::ground; }

    /// Nothing follows: what began is no sequence. \return the key escape, if that is what it was
    [[nodiscard]] std::optional<key> rest();

    /// How long the rest of a sequence may take, milliseconds. Slow lines deliver a sequence in one piece nearly
    /// always.
    static constexpr int patience = 50;

private:
    enum class state : std::uint8_t {
        ground,   ///< between keys
        escaped,  ///< behind ESC
        control,  ///< behind ESC [
        single,   ///< behind ESC O
        string,   ///< behind ESC ] and its like: an answer of the terminal, up to BEL or ESC
        utf8,     ///< within a character
    };

    void take(unsigned char octet, std::vector<key>& keys);
    void take_ground(unsigned char octet, std::vector<key>& keys);
    void take_escaped(unsigned char octet, std::vector<key>& keys);
    void take_control(unsigned char octet, std::vector<key>& keys);
    void take_utf8(unsigned char octet, std::vector<key>& keys);
    [[nodiscard]] std::optional<key_name> meaning(unsigned char final_octet) const;

    static constexpr std::size_t most_parameters = 16;

    state state_ = state::ground;
    std::array<char, most_parameters> parameters_{};  ///< of a control sequence; further ones are counted alone
    std::size_t parameter_count_ = 0;
    char32_t character_ = 0;       ///< as far as it has come
    char32_t smallest_ = 0;        ///< that may be written with so many octets
    std::size_t octets_left_ = 0;  ///< of the character
};

}  // namespace tracerouter::view
