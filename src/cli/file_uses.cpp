#include "cli/file_uses.hpp"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/facts.hpp"

namespace tracerouter::cli {
namespace {

using std::filesystem::path;

/// What a name leads to.
struct file_identity {
    dev_t device = 0;
    ino_t inode = 0;
    std::string name{};  ///< of a file that does not exist yet, in this folder
    bool pipe = false;   ///< holds nothing: only who reads what they write themselves would spoil it

    friend bool operator==(const file_identity&, const file_identity&) = default;
};

std::optional<file_identity> identity_of(const struct stat& status) {
    const bool holds_something = S_ISREG(status.st_mode) || S_ISBLK(status.st_mode) || S_ISFIFO(status.st_mode);
    if (!holds_something) return std::nullopt;
    return file_identity{.device = status.st_dev, .inode = status.st_ino, .pipe = S_ISFIFO(status.st_mode)};
}

/// Where a file would be made: behind links that lead to nothing yet.
path end_of_links(path name) {
    constexpr int most = 40;  // as the kernel follows
    for (int followed = 0; followed < most; ++followed) {
        std::error_code no_link;
        const auto next = std::filesystem::read_symlink(name, no_link);
        if (no_link) break;
        name = name.parent_path() / next;
    }
    return name;
}

std::optional<file_identity> identity_of_new(const path& name) {
    const auto place = end_of_links(name);
    const auto folder = place.has_parent_path() ? place.parent_path() : path{"."};
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0) return std::nullopt;
    return file_identity{.device = status.st_dev, .inode = status.st_ino, .name = place.filename().string()};
}

std::optional<file_identity> identity_of(const std::string& name) {
    struct stat status {};
    if (::stat(name.c_str(), &status) == 0) return identity_of(status);
    return errno == ENOENT ? identity_of_new(name) : std::nullopt;
}

std::optional<file_identity> identity_of(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? identity_of(status) : std::nullopt;
}

struct file_use {
    std::string purpose;  ///< the option as typed, or what else it is
    bool writes = false;
    std::optional<file_identity> file;
};

std::vector<file_use> uses_of(const config& config) {
    std::vector<file_use> uses;
    const auto add = [&uses](const char* option, const std::string& name, bool writes) {
        if (!name.empty()) uses.push_back({std::string{option} + ' ' + name, writes, identity_of(name)});
    };
    for (const auto& list : config.lists) {
        if (list != "-")
            add("--targets", list, false);
        else
            uses.push_back({"--targets -", false, identity_of(STDIN_FILENO)});
    }
    add("--asn-db", as_database_of(config), false);
    add("--geo-db", config.place_database, false);
    add("--resume", config.resume, true);
    add("--log-file", config.log_file, true);
    add("-o", config.output, true);
    if (config.output.empty()) uses.push_back({"standard output", true, identity_of(STDOUT_FILENO)});
    return uses;
}

bool contest(const file_use& one, const file_use& other) {
    if (!one.file || one.file != other.file) return false;
    return one.file->pipe ? one.writes != other.writes : one.writes || other.writes;
}

}  // namespace

std::string contested_file(const config& config) {
    const auto uses = uses_of(config);
    for (std::size_t i = 0; i < uses.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (!contest(uses[i], uses[k])) continue;
            return uses[i].purpose + ": is the same file as that of " + uses[k].purpose +
                   ", and one would spoil the other";
        }
    }
    return {};
}

}  // namespace tracerouter::cli
