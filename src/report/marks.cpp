#include "report/marks.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/escape.hpp"
#include "report/hexadecimal.hpp"
#include "report/host_words.hpp"
#include "report/names.hpp"

namespace tracerouter::report {
namespace {

std::string label_stack(const std::vector<mpls_label>& labels) {
    std::string out;
    for (const auto& entry : labels) {
        out += out.empty() ? "MPLS:" : "/";
        out += "L=" + std::to_string(entry.label) + ",E=" + std::to_string(entry.traffic_class);
        out += ",S=" + std::to_string(entry.bottom ? 1 : 0) + ",T=" + std::to_string(entry.ttl);
    }
    return out;
}

std::string interface(const interface_information& known) {
    std::string out = " <IF:" + std::string{to_string(known.role)};
    if (known.name) out += ",name=" + escape_word(*known.name);
    if (known.index) out += ",index=" + std::to_string(*known.index);
    if (known.address) out += ",address=" + address_word(*known.address);
    if (known.mtu) out += ",mtu=" + std::to_string(*known.mtu);
    return out + '>';
}

std::string unknown(const unknown_extension& object) {
    return " <EXT:" + std::to_string(object.class_number) + '/' + std::to_string(object.c_type) + ':' +
           hexadecimal(object.payload) + '>';
}

bool refused(const probe_result& probe) {
    return probe.status == probe_status::send_failed;
}

}  // namespace

std::string refusal_mark(const hop_result& hop) {
    const auto first = std::find_if(hop.probes.begin(), hop.probes.end(), refused);
    return first == hop.probes.end() ? std::string{} : " <" + std::string{words_of(first->send_error).mark} + '>';
}

std::string extension_marks(const reply& answer) {
    std::string out = answer.mpls.empty() ? std::string{} : " <" + label_stack(answer.mpls) + '>';
    for (const auto& known : answer.interfaces) out += interface(known);
    for (const auto& object : answer.extensions) out += unknown(object);
    return out;
}

std::string change_marks(const reply& answer, std::uint16_t tos) {
    std::string out;
    if (answer.nat.value_or(false)) out += " <nat>";
    if (answer.tos_quoted.value_or(tos) != tos)
        out += " <TOS:0x" + hexadecimal({static_cast<std::uint8_t>(*answer.tos_quoted)}) + '>';
    const bool expired = answer.kind == reply_kind::time_exceeded;
    if (expired && answer.ttl_quoted.value_or(1) > 1) out += " <TTL:" + std::to_string(*answer.ttl_quoted) + '>';
    return out;
}

}  // namespace tracerouter::report
