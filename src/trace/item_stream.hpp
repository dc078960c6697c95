#pragma once

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "net/lifeline.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter::trace {

/// What one side adds and the other waits for, one item at a time. Owned by both, since either may go first.
///
/// One handler waits at most. It completes with, in this order:
///
/// 1. operation_aborted, if its wait was cancelled or its side is gone;
/// 2. the first item that has not been taken;
/// 3. no item and the error of the end, if that has come.
///
/// All that happens only notes it and posts settle(), which completes the handler. So no handler is called from within
/// a call of its user, and an item leaves the queue when the handler is called and not before: a wait that is cancelled
/// until then loses none.
template <class Item>
class item_stream : public std::enable_shared_from_this<item_stream<Item>> {
public:
    using executor_type = boost::asio::any_io_executor;
    using signature = void(boost::system::error_code, std::optional<Item>);
    using handler = boost::asio::any_completion_handler<signature>;

    /// \param most items that wait to be taken; when there are more the oldest goes
    explicit item_stream(executor_type executor, std::size_t most = std::numeric_limits<std::size_t>::max())
        : executor_(std::move(executor)), most_(most) {}

    [[nodiscard]] const executor_type& executor() const { return executor_; }

    void add(Item item) {
        if (items_.size() == most_) items_.pop_front();
        items_.push_back(std::move(item));
        settle_later();
    }

    /// Items that have not been taken yet stay. The end is told behind the last of them.
    void end(boost::system::error_code error) {
        ended_ = true;
        error_ = error;
        settle_later();
    }

    /// Completes the handler with the next item. Two waits at once are a mistake of the user. It is reported to the
    /// second one, and the first goes on.
    void wait(handler next) {
        if (waiting_) {
            const boost::system::error_code error = errc::already_waiting;
            boost::asio::post(executor_, boost::asio::append(std::move(next), error, std::optional<Item>{}));
            return;
        }
        work_ = boost::asio::prefer(boost::asio::get_associated_executor(next, executor_),
                                    boost::asio::execution::outstanding_work.tracked);
        // The move assignment of handlers is broken in Boost 1.81: it wraps the handler in itself.
        waiting_.swap(next);
        aborted_ = false;
        connect_cancellation();
        settle_later();
    }

    /// Nobody will wait any more: whatever comes from now on, the wait is cancelled.
    void abandon() {
        abandoned_ = true;
        settle_later();
    }

    /// Destroys the handler without calling it. For net::lifeline, when the io_context goes before us.
    void drop_handlers() { const handler dropped(std::move(waiting_)); }

private:
    // The slot belongs to the user and outlives us, so it must not keep us alive.
    void connect_cancellation() {
        auto slot = boost::asio::get_associated_cancellation_slot(waiting_);
        if (!slot.is_connected()) return;
        slot.assign([weak = this->weak_from_this()](boost::asio::cancellation_type type) {
            const auto self = weak.lock();
            if (!self || type == boost::asio::cancellation_type::none) return;
            self->aborted_ = true;
            self->settle_later();
        });
    }

    // Without a handler there is nothing to settle: the next wait() comes here again.
    void settle_later() {
        if (!waiting_ || std::exchange(settling_, true)) return;
        boost::asio::post(executor_,
                          [self = net::lifeline(this->shared_from_this())]() mutable { self.take()->settle(); });
    }

    // The rules above the class, in their order.
    void settle() {
        settling_ = false;
        if (aborted_ || abandoned_) return complete(boost::asio::error::operation_aborted, std::nullopt);
        if (items_.empty()) return ended_ ? complete(error_, std::nullopt) : void();
        Item next = std::move(items_.front());
        items_.pop_front();
        complete({}, std::move(next));
    }

    // The handler is ours no more before it is called: it may wait for the next item at once.
    void complete(boost::system::error_code error, std::optional<Item> item) {
        handler done(std::move(waiting_));
        const auto work = std::exchange(work_, {});
        if (auto slot = boost::asio::get_associated_cancellation_slot(done); slot.is_connected()) slot.clear();
        boost::asio::dispatch(executor_, boost::asio::append(std::move(done), error, std::move(item)));
    }

    executor_type executor_;
    std::size_t most_;
    std::deque<Item> items_;
    // The handler that waits. Empty: none does.
    handler waiting_;
    // Keeps the io_context of that handler running.
    boost::asio::any_completion_executor work_;
    // The wait was cancelled. The next wait begins anew.
    bool aborted_ = false;
    // The side that waits is gone, so all waits are cancelled.
    bool abandoned_ = false;
    // settle() is posted. It must not be posted twice: the second call would find no handler, or that of the next wait.
    bool settling_ = false;
    // The other side has ended, with this error.
    bool ended_ = false;
    boost::system::error_code error_;
};

}  // namespace tracerouter::trace
