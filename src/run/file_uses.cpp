#include "run/file_uses.hpp"

#include <unistd.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "host/file_identity.hpp"
#include "run/facts.hpp"

namespace tracerouter::run {
namespace {

struct file_use {
    std::string purpose;  ///< the option as typed, or what else it is
    bool writes = false;
    std::optional<host::file_identity> file;
};

std::vector<file_use> uses_of(const config& config) {
    std::vector<file_use> uses;
    const auto add = [&uses](const char* option, const std::string& name, bool writes) {
        if (!name.empty()) uses.push_back({std::string{option} + ' ' + name, writes, host::identity_of(name)});
    };
    for (const auto& list : config.lists) {
        if (list != "-")
            add("--targets", list, false);
        else
            uses.push_back({"--targets -", false, host::identity_of(STDIN_FILENO)});
    }
    add("--asn-db", as_database_of(config), false);
    add("--geo-db", config.place_database, false);
    add("--resume", config.resume, true);
    add("--log-file", config.log_file, true);
    add("--record", config.monitor.record, true);
    add("--replay", config.monitor.replay, false);
    add("-o", config.output, true);
    if (config.output.empty()) uses.push_back({"standard output", true, host::identity_of(STDOUT_FILENO)});
    return uses;
}

bool contest(const file_use& one, const file_use& other) {
    if (!one.file || one.file != other.file) return false;
    return one.file->pipe ? one.writes != other.writes : one.writes || other.writes;
}

}  // namespace

host::or_refusal<void> check_file_uses(const config& config) {
    const auto uses = uses_of(config);
    for (std::size_t i = 0; i < uses.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!contest(uses[i], uses[k])) continue;
            return host::refusal{uses[i].purpose + ": is the same file as that of " + uses[k].purpose +
                                 ", and one would spoil the other"};
        }
    }
    return {};
}

}  // namespace tracerouter::run
