#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "host/encoder.hpp"
#include "host/file_sink.hpp"
#include "report/sink.hpp"

namespace tracerouter::run {

/// Takes lines at once and has a thread of its own write them: a slow disk or a reader that pauses holds up targets
/// that have not begun yet, and nothing else. The thread does not exist before the first line. Where none can be had,
/// lines are written at once by whoever brings them.
///
/// What comes after a pause is written at once, for there may be somebody who waits for it; what comes in a stream is
/// written in blocks. All calls come from one thread.
class output_queue final : public report::sink {
public:
    struct settings {
        std::size_t block = std::size_t{256} << 10;  ///< octets that are written at once
        std::size_t limit = std::size_t{1} << 20;    ///< more octets than this wait: nothing should be begun
        std::chrono::milliseconds patience{100};     ///< after a write, less than a block waits this long
    };

    /// `encode` is how lines become octets of the file; none: as they are.
    output_queue(boost::asio::any_io_executor executor, std::unique_ptr<host::file_sink> file,
                 std::unique_ptr<host::encoder> encode, settings chosen);
    output_queue(boost::asio::any_io_executor executor, std::unique_ptr<host::file_sink> file,
                 std::unique_ptr<host::encoder> encode = nullptr)
        : output_queue{std::move(executor), std::move(file), std::move(encode), settings{}} {}
    ~output_queue() override;

    using change = std::function<void(boost::system::error_code)>;
    /// `changed` is called through the executor when there is room after has_room() said no, and once with the error
    /// when something cannot be written.
    void on_change(change changed) { changed_ = std::move(changed); }

    /// Errors: why earlier lines could not be written.
    boost::system::error_code write(std::string_view lines) override;

    /// Whether further results may be produced. More than fits is taken all the same: results under way must go
    /// somewhere.
    [[nodiscard]] bool has_room();

    /// Called by the thread, with the size of the file.
    using milestone = std::function<void(std::uint64_t size)>;

    /// `reached` is called when all lines so far, and none behind them, are safely on the disk; after an error never.
    void mark(milestone reached);

    /// Waits until all is written, and tells why it is not.
    boost::system::error_code close();

private:
    /// A place between lines.
    struct waiting_mark {
        std::size_t behind = 0;  ///< octets of the lines that wait
        milestone reached;
    };

    [[nodiscard]] bool start();
    void run();
    void hand_over(std::unique_lock<std::mutex>& lock);
    boost::system::error_code try_write_all();
    boost::system::error_code write_all();
    boost::system::error_code put(std::string_view lines);
    boost::system::error_code put_encoded();
    boost::system::error_code end_part();
    [[nodiscard]] bool has_work() const { return !filling_.empty() || !marks_.empty(); }
    void post_change(boost::system::error_code error);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<host::file_sink> file_;
    std::unique_ptr<host::encoder> encode_;
    settings settings_;
    change changed_;

    std::mutex mutex_;  ///< of what follows up to the thread's
    std::condition_variable wake_;
    std::string filling_;
    std::vector<waiting_mark> marks_;  ///< in it
    boost::system::error_code error_;
    bool room_wanted_ = false;
    bool closing_ = false;

    std::string writing_;  ///< the thread's, as the marks
    std::vector<waiting_mark> writing_marks_;
    std::string encoded_;
    bool threadless_ = false;  ///< there is no thread to be had
    bool part_begun_ = false;  ///< lines were encoded since the last part ended
    std::thread thread_;
};

}  // namespace tracerouter::run
