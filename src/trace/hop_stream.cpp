#include "tracerouter/hop_stream.hpp"

#include <boost/asio/any_completion_executor.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "net/lifeline.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter {

using boost::asio::cancellation_type;
using boost::system::error_code;

/// Shared by the stream and the trace, which may outlive each other.
///
/// One handler waits at most. It completes with, in this order:
///
/// 1. operation_aborted, if its wait was cancelled or the stream is gone;
/// 2. the first hop that has not been taken;
/// 3. no hop and the error of the trace, if that has ended.
///
/// All that happens only notes it and posts settle(), which completes the handler. So no handler is called from within
/// a call of its user, and a hop leaves the queue when the handler is called and not before: a wait that is cancelled
/// until then loses no hop.
class hop_stream::state : public std::enable_shared_from_this<state> {
public:
    explicit state(executor_type executor) : executor_(std::move(executor)) {}

    void start(tracer& tracer, trace_request request);
    /// Completes the handler with the next hop.
    void wait(handler handler);
    /// Cancels the trace. It ends with the hops so far, and these can still be taken.
    void interrupt() { interruption_.emit(cancellation_type::terminal); }
    /// The stream is gone: cancels the trace and the wait.
    void abandon();
    /// Destroys the handler without calling it. For net::lifeline, when the io_context goes before us.
    void drop_handlers() { const handler dropped(std::move(waiting_)); }

    [[nodiscard]] const executor_type& executor() const { return executor_; }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] const trace_result& result() const { return result_; }

private:
    void add(const hop_result& hop);
    void end(error_code error, trace_result result);
    void connect_cancellation();
    void settle_later();
    void settle();
    void complete(error_code error, std::optional<hop_result> hop);

    executor_type executor_;
    boost::asio::cancellation_signal interruption_;
    std::deque<hop_result> hops_;
    // The handler that waits. Empty: none does.
    handler waiting_;
    // Keeps the io_context of that handler running.
    boost::asio::any_completion_executor work_;
    // The wait was cancelled. The next wait begins anew.
    bool aborted_ = false;
    // The stream is gone, so all waits are cancelled.
    bool abandoned_ = false;
    // settle() is posted. It must not be posted twice: the second call would find no handler, or that of the next wait.
    bool settling_ = false;
    // The trace has completed, with this error and this result.
    bool ended_ = false;
    error_code error_;
    trace_result result_;
};

// The trace holds us strongly, because it listens to our signal. Its on_hop holds us weakly: it is kept with the
// request, which may live longer.
void hop_stream::state::start(tracer& tracer, trace_request request) {
    request.on_hop = [weak = weak_from_this(), other = std::move(request.on_hop)](const hop_result& hop) {
        if (const auto self = weak.lock()) self->add(hop);
        if (other) other(hop);
    };
    tracer.async_trace(
        std::move(request),
        boost::asio::bind_cancellation_slot(interruption_.slot(), [self = net::lifeline(shared_from_this())](
                                                                      error_code error, trace_result result) mutable {
            self.take()->end(error, std::move(result));
        }));
}

// The hop is copied, because it is valid during the call only.
void hop_stream::state::add(const hop_result& hop) {
    hops_.push_back(hop);
    settle_later();
}

// Hops that have not been taken yet stay. The end is told behind the last of them.
void hop_stream::state::end(error_code error, trace_result result) {
    ended_ = true;
    error_ = error;
    result_ = std::move(result);
    settle_later();
}

// Two waits at once are a mistake of the user. It is reported to the second one, and the first goes on.
void hop_stream::state::wait(handler handler) {
    if (waiting_) {
        const error_code error = errc::already_waiting;
        boost::asio::post(executor_, boost::asio::append(std::move(handler), error, std::optional<hop_result>{}));
        return;
    }
    work_ = boost::asio::prefer(boost::asio::get_associated_executor(handler, executor_),
                                boost::asio::execution::outstanding_work.tracked);
    // The move assignment of handlers is broken in Boost 1.81: it wraps the handler in itself.
    waiting_.swap(handler);
    aborted_ = false;
    connect_cancellation();
    settle_later();
}

// The slot belongs to the user and outlives us, so it must not keep us alive.
void hop_stream::state::connect_cancellation() {
    auto slot = boost::asio::get_associated_cancellation_slot(waiting_);
    if (!slot.is_connected()) return;
    slot.assign([weak = weak_from_this()](cancellation_type type) {
        const auto self = weak.lock();
        if (!self || type == cancellation_type::none) return;
        self->aborted_ = true;
        self->settle_later();
    });
}

// Whatever the trace reports from now on, the wait is cancelled: abandoned_ comes before everything else in settle().
void hop_stream::state::abandon() {
    abandoned_ = true;
    settle_later();
    interrupt();
}

// Without a handler there is nothing to settle: the next wait() comes here again.
void hop_stream::state::settle_later() {
    if (!waiting_ || std::exchange(settling_, true)) return;
    boost::asio::post(executor_, [self = net::lifeline(shared_from_this())]() mutable { self.take()->settle(); });
}

// The rules above the class, in their order.
void hop_stream::state::settle() {
    settling_ = false;
    if (aborted_ || abandoned_) return complete(boost::asio::error::operation_aborted, std::nullopt);
    if (hops_.empty()) return ended_ ? complete(error_, std::nullopt) : void();
    hop_result next = std::move(hops_.front());
    hops_.pop_front();
    complete({}, std::move(next));
}

// The handler is ours no more before it is called: it may wait for the next hop at once.
void hop_stream::state::complete(error_code error, std::optional<hop_result> hop) {
    handler done(std::move(waiting_));
    const auto work = std::exchange(work_, {});
    if (auto slot = boost::asio::get_associated_cancellation_slot(done); slot.is_connected()) slot.clear();
    boost::asio::dispatch(executor_, boost::asio::append(std::move(done), error, std::move(hop)));
}

hop_stream::hop_stream(tracer& tracer, trace_request request) : state_(std::make_shared<state>(tracer.get_executor())) {
    state_->start(tracer, std::move(request));
}

hop_stream::hop_stream(hop_stream&&) noexcept = default;

hop_stream& hop_stream::operator=(hop_stream&& other) noexcept {
    if (this == &other) return *this;
    if (state_) state_->abandon();
    state_ = std::move(other.state_);
    return *this;
}

hop_stream::~hop_stream() {
    if (state_) state_->abandon();
}

hop_stream::executor_type hop_stream::get_executor() const noexcept {
    return state_->executor();
}

void hop_stream::cancel() {
    state_->interrupt();
}

bool hop_stream::ended() const noexcept {
    return state_->ended();
}

const trace_result& hop_stream::result() const noexcept {
    return state_->result();
}

hop_stream::executor_type hop_stream::initiation::get_executor() const noexcept {
    return self->executor();
}

void hop_stream::initiation::operator()(handler handler) const {
    self->wait(std::move(handler));
}

}  // namespace tracerouter
