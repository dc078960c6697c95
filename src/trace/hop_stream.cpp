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
/// A hop leaves the queue when the handler is called and not before, so that whoever cancels until then loses none.
class hop_stream::state : public std::enable_shared_from_this<state> {
public:
    explicit state(executor_type executor) : executor_(std::move(executor)) {}

    void start(tracer& tracer, trace_request request);
    void wait(handler handler);
    void interrupt() { interruption_.emit(cancellation_type::terminal); }
    void abandon();

    // Nobody will ever call the handler.
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
    handler waiting_;
    boost::asio::any_completion_executor work_;  // of waiting_
    bool aborted_ = false;                       // waiting_ is to be told so
    bool abandoned_ = false;                     // so is whoever waits from now on
    bool settling_ = false;                      // settle() will be called
    bool ended_ = false;
    error_code error_;
    trace_result result_;
};

void hop_stream::state::start(tracer& tracer, trace_request request) {
    request.on_hop = [weak = weak_from_this(), other = std::move(request.on_hop)](const hop_result& hop) {
        if (const auto self = weak.lock()) self->add(hop);
        if (other) other(hop);
    };
    // The trace keeps us, and with us the signal that it listens to.
    tracer.async_trace(
        std::move(request),
        boost::asio::bind_cancellation_slot(interruption_.slot(), [self = net::lifeline(shared_from_this())](
                                                                      error_code error, trace_result result) mutable {
            self.take()->end(error, std::move(result));
        }));
}

void hop_stream::state::add(const hop_result& hop) {
    hops_.push_back(hop);
    settle_later();
}

void hop_stream::state::end(error_code error, trace_result result) {
    ended_ = true;
    error_ = error;
    result_ = std::move(result);
    settle_later();
}

void hop_stream::state::wait(handler handler) {
    if (waiting_) {
        const error_code error = errc::already_waiting;
        boost::asio::post(executor_, boost::asio::append(std::move(handler), error, std::optional<hop_result>{}));
        return;
    }
    work_ = boost::asio::prefer(boost::asio::get_associated_executor(handler, executor_),
                                boost::asio::execution::outstanding_work.tracked);
    waiting_.swap(handler);  // its move assignment is broken in Boost 1.81: it wraps the handler in itself
    aborted_ = false;
    connect_cancellation();
    settle_later();
}

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

void hop_stream::state::abandon() {
    abandoned_ = true;
    settle_later();
    interrupt();
}

void hop_stream::state::settle_later() {
    if (!waiting_ || std::exchange(settling_, true)) return;
    boost::asio::post(executor_, [self = net::lifeline(shared_from_this())]() mutable { self.take()->settle(); });
}

void hop_stream::state::settle() {
    settling_ = false;
    if (aborted_ || abandoned_) return complete(boost::asio::error::operation_aborted, std::nullopt);
    if (hops_.empty()) return ended_ ? complete(error_, std::nullopt) : void();
    hop_result next = std::move(hops_.front());
    hops_.pop_front();
    complete({}, std::move(next));
}

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
