#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "targets/address_family.hpp"
#include "targets/resolver.hpp"

namespace tracerouter::targets {

/// Asks the system: hosts file, DNS and whatever else it is set up for. It knows only how to wait for an answer, so
/// each look-up has a thread; more than max_threads wait for each other. No thread exists before it is needed. Where
/// none can be had, a look-up takes place in that of the executor, and everything else waits for it.
class system_resolver final : public resolver {
public:
    static constexpr std::size_t max_threads = 16;

    /// `executor`: where look-ups complete.
    system_resolver(boost::asio::any_io_executor executor, address_family family);

    /// Has the name servers read now, if the first name is to come later, by a first thread, which keeps them as long
    /// as they cannot be read again.
    void read_settings();

    /// Waits for look-ups under way.
    ~system_resolver() override;

    void async_resolve(const std::string& name, handler on_end) override;

private:
    void start_thread();
    [[nodiscard]] bool has_thread();

    boost::asio::any_io_executor executor_;
    address_family family_;
    boost::asio::io_context questions_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_;
    std::vector<std::thread> threads_;
};

}  // namespace tracerouter::targets
