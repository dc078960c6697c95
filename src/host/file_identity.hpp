#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace tracerouter::host {

/// What a name leads to, through whatever links. A file that does not exist yet is known by its folder and name.
struct file_identity {
    dev_t device = 0;
    ino_t inode = 0;
    std::string name{};  ///< of a file that does not exist yet, in this folder
    bool pipe = false;   ///< holds nothing: only who reads what they write themselves would spoil it

    friend bool operator==(const file_identity&, const file_identity&) = default;
};

/// Nothing where the name leads to what holds nothing, as terminals and /dev/null do, or nowhere.
[[nodiscard]] std::optional<file_identity> identity_of(const std::string& name);

/// The same of what is open already.
[[nodiscard]] std::optional<file_identity> identity_of(int descriptor);

}  // namespace tracerouter::host
