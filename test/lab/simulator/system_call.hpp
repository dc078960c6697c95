#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace lab {

/// The result of a system call, or an exception that says what was being done.
template <typename Result>
Result checked(Result result, const char* action) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), action);
    return result;
}

}  // namespace lab
