#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tracerouter::cli {

/// What of the file system a jailed process may still open. What is open already stays usable.
struct open_paths {
    std::vector<std::filesystem::path> readable;  ///< files, and folders with all that is in them
    std::vector<std::filesystem::path>
        writable_folders;  ///< files in them may be read, made, written, renamed, removed
};

/// What the resolver of the C library reads for every look-up: its settings, and the modules and tables that they name.
[[nodiscard]] std::vector<std::filesystem::path> resolver_paths();

/// Shuts this thread, and those it starts from now on, into what is left for good: no file but these (Landlock), and no
/// system call that starts another program, looks into other processes, or changes the system (call_filter.hpp). Needs
/// no_new_privs, no right, and no library. A kernel that lacks one of them gives what it has.
/// \return what holds, for the log
std::string enter_jail(const open_paths& open);

}  // namespace tracerouter::cli
