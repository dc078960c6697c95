#include "host/digest.hpp"

namespace tracerouter::host {

// FNV-1a (Fowler, Noll, Vo): it does not matter in which parts something is added.
void digest::add(std::string_view part) {
    for (const char octet : part) state_ = (state_ ^ static_cast<unsigned char>(octet)) * 0x100000001b3;
}

}  // namespace tracerouter::host
