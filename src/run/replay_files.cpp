#include "run/replay_files.hpp"

#include <utility>

#include "host/jail.hpp"
#include "run/facts.hpp"
#include "run/opening_parts.hpp"

namespace tracerouter::run {

host::or_refusal<replay_files> open_replay(boost::asio::io_context& context, const config& config,
                                           host::program_log& log) {
    replay_files files{.session = std::ifstream{config.monitor.replay, std::ios::binary}};
    if (!files.session) return host::refusal{config.monitor.replay + ": cannot be read"};
    auto facts = open_facts(context.get_executor(), config);
    if (!facts) return facts.error();
    files.facts = *std::move(facts);
    auto output = open_output(config);
    if (!output) return output.error();
    files.output = *std::move(output);
    if (const auto dropped = drop_all_rights(); !dropped) return dropped.error();
    files.terminal = open_terminal(config);
    const run_needs needs{.facts = files.facts != nullptr, .terminal = files.terminal != nullptr};
    log.write(log_level::debug, host::enter_jail(still_needed(config, needs)));
    if (!config.output.empty()) {
        if (const auto error = files.output->empty()) return output_refused(config.output, error);
    }
    return files;
}

}  // namespace tracerouter::run
