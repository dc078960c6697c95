#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace tracerouter {

enum class errc {
    invalid_options = 1,  ///< a trace option is outside its range
    missing_rights,       ///< the process may not open a raw socket
    unsupported_family,   ///< no channel for addresses of this family
    not_probeable,        ///< the address cannot be a target: unspecified, multicast or broadcast
    closed,               ///< the tracer was destroyed before the trace could begin
};

/// The category of errc: full sentences without a final stop.
[[nodiscard]] const boost::system::error_category& error_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc value) noexcept;

}  // namespace tracerouter

template <>
struct boost::system::is_error_code_enum<tracerouter::errc> : std::true_type {};
