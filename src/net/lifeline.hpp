#pragma once

#include <memory>
#include <utility>

namespace tracerouter::net {

/// Held by an operation of Asio that will call its owner, and keeps it alive until then. Where an io_context goes down
/// with the operation, drop_handlers() of the owner is called: it destroys the handlers that it would have called.
/// Those may own what owns the owner, as a coroutine does that waits for something of its own, and nobody else would
/// end that circle.
template <class Owner>
class lifeline {
public:
    explicit lifeline(std::shared_ptr<Owner> owner) : owner_(std::move(owner)) {}
    lifeline(lifeline&&) noexcept = default;
    lifeline& operator=(lifeline&&) = delete;
    ~lifeline() {
        if (owner_) owner_->drop_handlers();
    }

    /// For the call.
    [[nodiscard]] std::shared_ptr<Owner> take() { return std::move(owner_); }

private:
    std::shared_ptr<Owner> owner_;
};

}  // namespace tracerouter::net
