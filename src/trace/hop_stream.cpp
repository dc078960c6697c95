#include "tracerouter/hop_stream.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <memory>
#include <utility>

#include "net/lifeline.hpp"
#include "trace/item_stream.hpp"

namespace tracerouter {

using boost::asio::cancellation_type;
using boost::system::error_code;

/// Shared by the stream and the trace, which may outlive each other.
class hop_stream::state : public std::enable_shared_from_this<state> {
public:
    explicit state(executor_type executor)
        : hops_(std::make_shared<trace::item_stream<hop_result>>(std::move(executor))) {}

    void start(tracer& tracer, trace_request request);
    /// Completes the handler with the next hop.
    void wait(handler handler) { hops_->wait(std::move(handler)); }
    /// Cancels the trace. It ends with the hops so far, and these can still be taken.
    void interrupt() { interruption_.emit(cancellation_type::terminal); }
    /// The stream is gone: cancels the trace and the wait.
    void abandon() {
        hops_->abandon();
        interrupt();
    }
    /// Destroys the handler without calling it. For net::lifeline, when the io_context goes before us.
    void drop_handlers() { hops_->drop_handlers(); }

    [[nodiscard]] const executor_type& executor() const { return hops_->executor(); }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] const trace_result& result() const { return result_; }

private:
    void end(error_code error, trace_result result);

    std::shared_ptr<trace::item_stream<hop_result>> hops_;
    boost::asio::cancellation_signal interruption_;
    // The trace has completed, with this result.
    bool ended_ = false;
    trace_result result_;
};

// The trace holds us strongly, because it listens to our signal. Its on_hop holds the hops weakly: it is kept with the
// request, which may live longer. A hop is copied, because it is valid during the call only.
void hop_stream::state::start(tracer& tracer, trace_request request) {
    request.on_hop = [weak = std::weak_ptr(hops_), other = std::move(request.on_hop)](const hop_result& hop) {
        if (const auto hops = weak.lock()) hops->add(hop);
        if (other) other(hop);
    };
    tracer.async_trace(
        std::move(request),
        boost::asio::bind_cancellation_slot(interruption_.slot(), [self = net::lifeline(shared_from_this())](
                                                                      error_code error, trace_result result) mutable {
            self.take()->end(error, std::move(result));
        }));
}

void hop_stream::state::end(error_code error, trace_result result) {
    ended_ = true;
    result_ = std::move(result);
    hops_->end(error);
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
