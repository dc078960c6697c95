#pragma once

#include <boost/system/error_code.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "report/sink.hpp"

namespace tracerouter::report {

/// Keeps what is written, and fails when it is told to.
class string_sink final : public sink {
public:
    boost::system::error_code write(std::string_view lines) override {
        if (!failure) writes.emplace_back(lines);
        return failure;
    }

    [[nodiscard]] std::string text() const {
        std::string all;
        for (const auto& part : writes) all += part;
        return all;
    }

    std::vector<std::string> writes;  ///< one by one
    boost::system::error_code failure;
};

}  // namespace tracerouter::report
