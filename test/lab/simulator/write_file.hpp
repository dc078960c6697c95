#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace lab {

/// Writes `text` by one write(2), as the files of /proc want it. False when that was not possible.
inline bool write_file(const std::string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
}

}  // namespace lab
