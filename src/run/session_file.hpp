#pragma once

#include <istream>
#include <string>

#include "run/session_log.hpp"

namespace tracerouter::run {

/// Reads a file of a session up to its end, or up to where it was cut or is broken. Lines that cannot be read are told
/// on standard error and passed over. \param name of the file: says how it is compressed
[[nodiscard]] session_log read_session(std::istream& file, const std::string& name);

}  // namespace tracerouter::run
