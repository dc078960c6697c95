#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "host/checkpoint_file.hpp"
#include "host/file_sink.hpp"
#include "host/refusal.hpp"
#include "run/checkpoint.hpp"
#include "run/config.hpp"
#include "run/output_queue.hpp"
#include "run/session.hpp"
#include "targets/line_reader.hpp"

namespace tracerouter::run {

/// What a run with these options, targets and lists will do. Refuses lists that cannot be read twice.
[[nodiscard]] host::or_refusal<run_plan> plan_of(const config& config, const std::vector<targets::line_reader>& lists);

/// The state that a run has to go on from: that of the file, or a new one if the file is empty. Refuses the state of
/// another run.
[[nodiscard]] host::or_refusal<checkpoint> resume_from(host::checkpoint_file& file, const run_plan& plan,
                                                       const config& config);

/// Refuses results that are there already although nothing was ever stored in the checkpoint: they are not its own.
[[nodiscard]] host::or_refusal<void> check_results(const host::checkpoint_file& file, const host::file_sink& results,
                                                   const config& config);

/// Cuts the results off behind those that a state knows of. Refuses files for which that cannot be done.
[[nodiscard]] host::or_refusal<void> cut_results(host::file_sink& results, const checkpoint& state,
                                                 const config& config);

/// Writes down again and again how far a run has come, each time together with results that are safely on the disk.
class checkpointer {
public:
    /// `done` is what the session keeps up to date; `name` is how messages call the file. A state that cannot be
    /// written ends the session.
    checkpointer(boost::asio::any_io_executor executor, host::checkpoint_file& file, checkpoint begin,
                 output_queue& results, session& traces, const done_set& done, std::string name);

    /// From now on every two seconds.
    void start();

    /// The last time, after the session and before the queue is closed.
    void finish();

private:
    void save();
    void wait();
    void fail(boost::system::error_code error);

    boost::asio::any_io_executor executor_;
    host::checkpoint_file& file_;
    checkpoint state_;
    output_queue& results_;
    session& traces_;
    const done_set& done_;
    std::string name_;
    boost::asio::steady_timer timer_;
    std::atomic<bool> saving_ = false;  ///< the thread of the queue has a state to write
};

}  // namespace tracerouter::run
