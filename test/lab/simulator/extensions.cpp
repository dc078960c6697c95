#include "extensions.hpp"

#include "checksum.hpp"
#include "wire.hpp"

namespace lab {
namespace {

constexpr std::size_t structure_header = 4;
constexpr std::size_t object_header = 4;
constexpr std::uint8_t version_2 = 2 << 4;
constexpr std::uint8_t class_mpls = 1;
constexpr std::uint8_t type_incoming_stack = 1;

}  // namespace

std::size_t mpls_extension_size(const std::vector<mpls_entry>& stack) {
    return stack.empty() ? 0 : structure_header + object_header + 4 * stack.size();
}

void write_mpls_extension(const std::vector<mpls_entry>& stack, std::span<std::uint8_t> out) {
    const std::size_t size = mpls_extension_size(stack);
    store16(out, 0, version_2 << 8);
    store16(out, 2, 0);
    store16(out, 4, static_cast<std::uint16_t>(size - structure_header));
    out[6] = class_mpls;
    out[7] = type_incoming_stack;
    std::size_t offset = structure_header + object_header;
    for (std::size_t i = 0; i < stack.size(); ++i, offset += 4) {
        const std::uint32_t bottom = i + 1 == stack.size() ? 1 : 0;
        const std::uint32_t traffic_class = stack[i].traffic_class;
        store32(out, offset, stack[i].label << 12 | traffic_class << 9 | bottom << 8 | stack[i].ttl);
    }
    store16(out, 2, internet_checksum(out.first(size)));
}

}  // namespace lab
