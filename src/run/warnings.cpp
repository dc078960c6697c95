#include "run/warnings.hpp"

#include <string>

namespace tracerouter::run {

void warn_of_drops(const tracer& tracer, host::program_log& log) {
    const auto drops = tracer.statistics().receive_drops;
    if (drops == 0) return;
    log.write(log_level::warn,
              std::to_string(drops) + " answers were lost in the socket buffer of this host: lower --rate");
}

void warn_of_refusals(const tracer& tracer, host::program_log& log) {
    const auto refused = tracer.statistics().send_errors;
    if (refused == 0) return;
    log.write(log_level::warn,
              std::to_string(refused) + " probes were refused by this host itself and do not count as loss");
}

}  // namespace tracerouter::run
