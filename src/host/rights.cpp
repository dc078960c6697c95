#include "host/rights.hpp"

#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <type_traits>

#include "base/last_error.hpp"

namespace tracerouter::host {
namespace {

using boost::system::error_code;

// What a process that root starts would be given anew. Needs a capability itself, so it comes first, and without that
// there is nothing to be given.
void empty_bounding_set() {
    for (cap_value_t capability = 0; capability < cap_max_bits(); ++capability) cap_drop_bound(capability);
}

using capabilities = std::unique_ptr<std::remove_pointer_t<cap_t>, int (*)(void*)>;

bool has_raw(const capabilities& held, cap_flag_t set) {
    cap_flag_value_t value = CAP_CLEAR;
    return held && cap_get_flag(held.get(), CAP_NET_RAW, set, &value) == 0 && value == CAP_SET;
}

error_code give_up_capabilities() {
    const capabilities none{cap_init(), cap_free};
    return none && cap_set_proc(none.get()) == 0 ? error_code{} : last_error();
}

std::string grant() {
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    return "sudo setcap cap_net_raw+p " + (unknown ? std::string{"$(command -v tracerouter)"} : self.string());
}

std::string ping_group_range() {
    std::ifstream setting{"/proc/sys/net/ipv4/ping_group_range"};
    std::string least = "?";
    std::string most = "?";
    setting >> least >> most;
    return '"' + least + ' ' + most + '"';
}

}  // namespace

std::string missing_rights_message() {
    return "raw sockets need the capability CAP_NET_RAW: run this with sudo, or grant it for good by: " + grant();
}

std::string closed_ping_sockets_message() {
    const auto group = std::to_string(::getegid());
    return "neither raw sockets nor ping sockets may be opened: let group " + group +
           " open ping sockets by: sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\" (it is " +
           ping_group_range() + " now), or grant raw sockets by: " + grant() + ", or probe with UDP: -U";
}

std::string missing_mark_message() {
    return "--fwmark needs the capability CAP_NET_ADMIN, or CAP_NET_RAW since Linux 5.17: run this with sudo, or grant "
           "it for good by: " +
           grant();
}

bool granted_by_file_only() {
    // The kernel says so (AT_SECURE) of programs that have more rights than whoever started them.
    if (::getuid() == 0 || ::getauxval(AT_SECURE) == 0) return false;
    const capabilities held{cap_get_proc(), cap_free};
    return has_raw(held, CAP_PERMITTED) && !has_raw(held, CAP_INHERITABLE);
}

void use_raw_sockets(bool wanted) {
    const capabilities held{cap_get_proc(), cap_free};
    if (!has_raw(held, CAP_PERMITTED) || has_raw(held, CAP_EFFECTIVE) == wanted) return;
    constexpr cap_value_t raw = CAP_NET_RAW;
    if (cap_set_flag(held.get(), CAP_EFFECTIVE, 1, &raw, wanted ? CAP_SET : CAP_CLEAR) == 0) cap_set_proc(held.get());
}

error_code drop_rights() {
    empty_bounding_set();
    if (const auto error = give_up_capabilities()) return error;
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? error_code{} : last_error();
}

}  // namespace tracerouter::host
