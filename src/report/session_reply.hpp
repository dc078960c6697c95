#pragma once

#include "report/session_members.hpp"
#include "tracerouter/trace_result.hpp"

namespace tracerouter::report {

/// The answer in a `probe` event, as write_answer() and its reporter write it.
[[nodiscard]] reply read_reply(session_members& members, std::string& fault);

}  // namespace tracerouter::report
