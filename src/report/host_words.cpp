#include "report/host_words.hpp"

#include <algorithm>
#include <array>

#include "tracerouter/error.hpp"

namespace tracerouter::report {

host_words words_of(boost::system::error_code reason) {
    using namespace boost::system::errc;
    struct entry {
        errc_t reason;
        host_words words;
    };
    static constexpr host_words link_down{"link-down", "the interface that leads there is down or gone"};
    static constexpr std::array list{
        entry{network_unreachable, {"no-route", "this host has no route there"}},
        entry{host_unreachable, {"unreachable-route", "a route of this host makes it unreachable"}},
        entry{permission_denied, {"prohibited", "a route of this host prohibits it"}},
        entry{invalid_argument, {"blackhole", "a route of this host discards packets to it"}},
        entry{operation_not_permitted, {"firewall", "a firewall of this host does not let the probes out"}},
        entry{network_down, link_down},
        entry{no_such_device, link_down},
        entry{no_such_device_or_address, link_down},
        entry{address_not_available, {"no-address", "this host does not have the address to send from"}},
        entry{message_size, {"too-big", {}}},
        entry{no_buffer_space, {"queue-full", "the queue of the interface that leads there takes no probes"}},
    };
    if (reason == tracerouter::errc::silent_router) return {"router-silent", {}};
    const auto known = std::ranges::find_if(list, [&](const entry& one) { return reason == one.reason; });
    return known == list.end() ? host_words{"refused", {}} : known->words;
}

}  // namespace tracerouter::report
