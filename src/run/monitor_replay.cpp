#include "run/monitor_replay.hpp"

#include <boost/asio/io_context.hpp>

#include "host/program_log.hpp"
#include "host/signals.hpp"
#include "run/replay_files.hpp"
#include "run/replay_report.hpp"
#include "run/replay_view.hpp"
#include "run/session_file.hpp"

namespace tracerouter::run {

host::or_refusal<host::exit_code> replay_session(const config& config) {
    host::program_log log{config.level, config.log_file};
    boost::asio::io_context context{1};
    host::run_signals signals{context};
    auto files = open_replay(context, config, log);
    if (!files) return files.error();
    const session_log session = read_session(files->session, config.monitor.replay);
    if (session.starts().empty()) return host::refusal{config.monitor.replay + ": there is no session in it"};
    return files->terminal ? view_session(context, config, *files, signals, session)
                           : report_session(context, config, *files, session);
}

}  // namespace tracerouter::run
