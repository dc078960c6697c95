#include "host/resolver_needs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace tracerouter::host {
namespace {

constexpr const char* name_servers = "/etc/resolv.conf";
constexpr const char* name_sources = "/etc/nsswitch.conf";

// The tables of the resolver, of its modules, and of the loader that loads these.
constexpr std::array settings{"/etc/hosts",    name_sources,      "/etc/host.conf",    "/etc/gai.conf",
                              "/etc/services", "/etc/mdns.allow", "/etc/locale.alias", "/etc/ld.so.cache"};

constexpr std::array folders{
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/locale", "/var/lib/libvirt/dnsmasq"};

/// Modules that read files or ask name servers, or that leave it to those which do where their daemon cannot be asked.
constexpr std::array<std::string_view, 7> without_daemons{"files",   "dns",     "myhostname",   "mymachines",
                                                          "resolve", "libvirt", "libvirt_guest"};

/// The folder of a file that a daemon writes anew again and again (systemd-resolved, resolvconf, NetworkManager), or
/// nothing.
std::string folder_of_daemon(const char* name) {
    const std::unique_ptr<char, void (*)(void*)> real{::realpath(name, nullptr), std::free};
    const std::string path = real ? real.get() : "";
    const std::string folder = path.substr(0, std::min(path.rfind('/'), path.size()));
    return folder.starts_with("/run/") ? folder : std::string{};
}

void add_name_servers(std::vector<std::string>& readable) {
    if (const std::string folder = folder_of_daemon(name_servers); !folder.empty()) return readable.push_back(folder);
    readable.emplace_back(name_servers);
    // A file that takes its place could not be read, and the resolver would go on with no server at all.
    const char* chosen = std::getenv("RES_OPTIONS");
    const auto options = (chosen ? std::string{chosen} + ' ' : std::string{}) + "no-reload";
    ::setenv("RES_OPTIONS", options.c_str(), 1);
}

/// The beginning of a file, with which all of such a small one is meant.
std::string content_of(const char* name) {
    std::string content(4'096, '\0');
    const int file = ::open(name, O_RDONLY | O_CLOEXEC);
    const auto size = file < 0 ? -1 : ::read(file, content.data(), content.size());
    if (file >= 0) ::close(file);
    content.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return content;
}

/// Takes the first word off a line; empty when there is none. Conditions are none: "mdns4 [NOTFOUND=return] dns".
std::string_view take_word(std::string_view& line) {
    constexpr std::string_view blanks = " \t\r\v\f";
    const auto skip = [&line](std::size_t octets) { line.remove_prefix(std::min(octets, line.size())); };
    skip(line.find_first_not_of(blanks));
    while (line.starts_with('[')) {
        skip(std::min(line.find(']'), line.size()) + 1);
        skip(line.find_first_not_of(blanks));
    }
    const auto word = line.substr(0, line.find_first_of(" \t\r\v\f["));
    skip(word.size());
    return word;
}

bool line_asks_daemons(std::string_view line) {
    line = line.substr(0, line.find('#'));
    if (take_word(line) != "hosts:") return false;
    for (auto module = take_word(line); !module.empty(); module = take_word(line)) {
        if (std::ranges::find(without_daemons, module) == without_daemons.end()) return true;
    }
    return false;
}

}  // namespace

bool asks_daemons(std::string_view nsswitch) {
    while (!nsswitch.empty()) {
        const auto line = nsswitch.substr(0, nsswitch.find('\n'));
        if (line_asks_daemons(line)) return true;
        nsswitch.remove_prefix(std::min(line.size() + 1, nsswitch.size()));
    }
    return false;
}

std::vector<std::string> time_zone_files() {
    return {"/etc/localtime", "/usr/share/zoneinfo"};
}

jail_openings resolver_needs() {
    jail_openings needs;
    needs.readable = time_zone_files();
    needs.readable.insert(needs.readable.end(), settings.begin(), settings.end());
    needs.readable.insert(needs.readable.end(), folders.begin(), folders.end());
    add_name_servers(needs.readable);
    if (asks_daemons(content_of(name_sources))) needs.daemons = local_daemons::open;
    return needs;
}

}  // namespace tracerouter::host
