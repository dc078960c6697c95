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

    /// Takes whole lines. An error may be that of earlier ones; after it nothing more is to be written.
    virtual boost::system::error_code write(std::string_view lines) = 0;
};

}  // namespace tracerouter::report
