#include "host/file_identity.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace tracerouter::host {
namespace {

using std::filesystem::path;

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

}  // namespace

std::optional<file_identity> identity_of(const std::string& name) {
    struct stat status {};
    if (::stat(name.c_str(), &status) == 0) return identity_of(status);
    return errno == ENOENT ? identity_of_new(name) : std::nullopt;
}

std::optional<file_identity> identity_of(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? identity_of(status) : std::nullopt;
}

}  // namespace tracerouter::host
