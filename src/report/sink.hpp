#pragma once

#include <boost/system/error_code.hpp>

#include <string_view>

namespace tracerouter::report {

/// Where a report goes.
class sink {
public:
    sink() = default;
    sink(const sink&) = delete;
    sink& operator=(const sink&) = delete;
    virtual ~sink() = default;

    /// Writes whole lines, and hands them on at once. After an error nothing more is to be written.
    virtual boost::system::error_code write(std::string_view lines) = 0;
};

}  // namespace tracerouter::report
