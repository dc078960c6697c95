#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/jail.hpp"

namespace tracerouter::host {

/// What the resolver of the C library needs for a look-up: to read its settings, and the modules and tables that they
/// name, and sockets to daemons where a module of the settings has no other way (mdns, sss and the like). Files are
/// opened as they are now, so of settings that are replaced later nothing is seen; but what /etc/resolv.conf leads to
/// below /run is read whenever it changes. Tells the resolver so (RES_OPTIONS), and must be called before any thread is
/// started.
[[nodiscard]] jail_openings resolver_needs();

/// What the C library needs to tell the local time.
[[nodiscard]] std::vector<std::string> time_zone_files();

/// Whether the line `hosts:` of nsswitch.conf names a module that asks a daemon and cannot do without.
[[nodiscard]] bool asks_daemons(std::string_view nsswitch);

}  // namespace tracerouter::host
