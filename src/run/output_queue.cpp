#include "run/output_queue.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <new>
#include <system_error>
#include <utility>

namespace tracerouter::run {

output_queue::output_queue(boost::asio::any_io_executor executor, std::unique_ptr<host::file_sink> file,
                           std::unique_ptr<host::encoder> encode, settings chosen)
    : executor_{std::move(executor)}, file_{std::move(file)}, encode_{std::move(encode)}, settings_{chosen} {}

output_queue::~output_queue() {
    close();
}

boost::system::error_code output_queue::write(std::string_view lines) {
    const bool alone = !start();
    bool news = false;
    {
        std::unique_lock lock{mutex_};
        if (error_) return error_;
        const auto before = filling_.size();
        filling_.append(lines);
        const bool block_complete = before < settings_.block && filling_.size() >= settings_.block;
        news = before == 0 || block_complete;
        if (alone) hand_over(lock);
    }
    // Woken before the lock is free, the thread would only run into it.
    if (news) wake_.notify_one();
    return {};
}

void output_queue::mark(milestone reached) {
    const bool alone = !start();
    std::unique_lock lock{mutex_};
    marks_.push_back({filling_.size(), std::move(reached)});
    if (alone) return hand_over(lock);
    wake_.notify_one();
}

bool output_queue::start() {
    if (thread_.joinable() || threadless_) return !threadless_;
    try {
        thread_ = std::thread{[this] { run(); }};
    } catch (const std::system_error&) {
        threadless_ = true;
    }
    return !threadless_;
}

bool output_queue::has_room() {
    const std::lock_guard lock{mutex_};
    room_wanted_ = filling_.size() > settings_.limit;
    return !room_wanted_;
}

boost::system::error_code output_queue::close() {
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
    if (!error_) error_ = end_part();
    return error_;
}

void output_queue::run() {
    std::chrono::steady_clock::time_point may_wait_until{};
    std::unique_lock lock{mutex_};
    for (;;) {
        wake_.wait(lock, [this] { return closing_ || has_work(); });
        if (!has_work()) return;
        wake_.wait_until(lock, may_wait_until, [this] { return closing_ || filling_.size() >= settings_.block; });
        hand_over(lock);
        may_wait_until = std::chrono::steady_clock::now() + settings_.patience;
    }
}

/// Writes what there is, without the lock. After an error it goes nowhere.
void output_queue::hand_over(std::unique_lock<std::mutex>& lock) {
    std::swap(filling_, writing_);
    std::swap(marks_, writing_marks_);
    if (std::exchange(room_wanted_, false)) post_change({});
    const bool failed_before{error_};
    lock.unlock();
    const auto error = failed_before ? boost::system::error_code{} : try_write_all();
    writing_.clear();
    writing_marks_.clear();
    lock.lock();
    if (!error) return;
    error_ = error;
    post_change(error);
}

boost::system::error_code output_queue::try_write_all() {
    try {
        return write_all();
    } catch (const std::bad_alloc&) {
        return make_error_code(boost::system::errc::not_enough_memory);
    }
}

boost::system::error_code output_queue::write_all() {
    std::string_view rest{writing_};
    std::size_t written = 0;
    for (const auto& mark : writing_marks_) {
        const auto before = rest.substr(0, mark.behind - written);
        if (const auto error = put(before)) return error;
        if (const auto error = end_part()) return error;
        if (const auto error = file_->sync()) return error;
        mark.reached(file_->size());
        rest.remove_prefix(before.size());
        written = mark.behind;
    }
    if (const auto error = put(rest)) return error;
    if (!part_begun_) return {};
    encode_->flush(encoded_);
    return put_encoded();
}

boost::system::error_code output_queue::put(std::string_view lines) {
    if (!encode_) return file_->write(lines);
    if (lines.empty()) return {};
    part_begun_ = true;
    encode_->add(lines, encoded_);
    return put_encoded();
}

boost::system::error_code output_queue::put_encoded() {
    const auto error = file_->write(encoded_);
    encoded_.clear();
    return error;
}

boost::system::error_code output_queue::end_part() {
    if (!std::exchange(part_begun_, false)) return {};
    encode_->finish(encoded_);
    return put_encoded();
}

void output_queue::post_change(boost::system::error_code error) {
    if (changed_) boost::asio::post(executor_, boost::asio::append(changed_, error));
}

}  // namespace tracerouter::run
