#include "tracerouter/tracer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "net/open_channel.hpp"
#include "trace/tracer_impl.hpp"
#include "tracerouter/error.hpp"

namespace tracerouter {

namespace {

/// From the device of the system, or from the seed: the same numbers for the same seed, so that tests can be repeated.
trace::entropy entropy_for(const std::optional<std::uint64_t>& seed) {
    std::seed_seq repeatable{static_cast<std::uint32_t>(seed.value_or(0)),
                             static_cast<std::uint32_t>(seed.value_or(0) >> 32)};
    std::mt19937_64 generator(repeatable);
    std::random_device device;
    const auto draw = [&] { return seed ? generator() : std::uint64_t{device()} << 32 | device(); };
    return {.secret = draw(),
            .first_identifier = static_cast<std::uint16_t>(draw()),
            .first_sequence = static_cast<std::uint16_t>(draw())};
}

/// Whether these options can be kept to at all. What the system says to them is seen when the sockets are opened.
bool valid(const tracer_options& options) {
    return options.window >= 1 && options.window <= max_window && options.source_port != 0;
}

}  // namespace

boost::system::result<tracer> tracer::open(executor_type executor, const tracer_options& options) {
    if (!valid(options)) return boost::system::error_code{errc::invalid_options};
    auto channel = net::open_channel(executor, options);
    if (!channel) return channel.error();
    return tracer(std::move(executor), options, std::move(*channel));
}

// Kept by pointer, because posted turns and waits share the driver: it may outlive the tracer, which can be moved.
tracer::tracer(executor_type executor, const tracer_options& options, std::unique_ptr<channel> channel) {
    const trace::entropy random = entropy_for(options.seed);
    impl_ = std::make_shared<impl>(std::move(executor), options, random, std::move(channel));
}

tracer::tracer(tracer&&) noexcept = default;

// The traces of this tracer must be told, as in the destructor. The driver itself lives until they all are.
tracer& tracer::operator=(tracer&& other) noexcept {
    if (this == &other) return *this;
    if (impl_) impl_->close();
    impl_ = std::move(other.impl_);
    return *this;
}

tracer::~tracer() {
    if (impl_) impl_->close();
}

tracer::executor_type tracer::get_executor() const noexcept {
    return impl_->executor();
}

tracer_statistics tracer::statistics() const noexcept {
    return impl_->statistics();
}

bool tracer::has_room() const noexcept {
    return impl_->has_room();
}

void tracer::on_room(std::function<void()> callback) {
    impl_->on_room(std::move(callback));
}

tracer::executor_type tracer::initiation::get_executor() const noexcept {
    return self->executor();
}

void tracer::initiation::operator()(handler handler, trace_request request) const {
    self->start(std::move(handler), std::move(request));
}

}  // namespace tracerouter
