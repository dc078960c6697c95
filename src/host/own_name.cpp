#include "host/own_name.hpp"

#include <unistd.h>

#include <array>

namespace tracerouter::host {

std::string own_name() {
    std::array<char, 256> name{};  // POSIX: 255 at most
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : std::string{};
}

}  // namespace tracerouter::host
