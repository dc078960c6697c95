#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tracerouter::enrich {

/// Asks for records of the domain name system. What fails, for whatever reason, gives no records. Never completes
/// before it returns.
class dns_client {
public:
    using handler = std::function<void(std::vector<std::string> records)>;

    dns_client() = default;
    dns_client(const dns_client&) = delete;
    dns_client& operator=(const dns_client&) = delete;
    virtual ~dns_client() = default;

    /// The host names that `name` points to (PTR).
    virtual void async_pointers(const std::string& name, handler on_end) = 0;

    /// The TXT records of `name`, the strings of each joined.
    virtual void async_texts(const std::string& name, handler on_end) = 0;
};

}  // namespace tracerouter::enrich
