#include "cli/rights.hpp"

#include <filesystem>
#include <system_error>

namespace tracerouter::cli {

std::string missing_rights_message() {
    std::error_code unknown;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    return "raw sockets need the capability CAP_NET_RAW: run this with sudo, or grant it for good by: sudo setcap "
           "cap_net_raw+ep " +
           (unknown ? std::string{"$(command -v tracerouter)"} : self.string());
}

}  // namespace tracerouter::cli
