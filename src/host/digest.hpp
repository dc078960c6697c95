#pragma once

#include <cstdint>
#include <string_view>

namespace tracerouter::host {

/// 64 bits that tell contents apart. Not made against people who want them to collide.
class digest {
public:
    void add(std::string_view part);
    [[nodiscard]] std::uint64_t value() const noexcept { return state_; }

private:
    std::uint64_t state_ = 0xcbf29ce484222325;
};

}  // namespace tracerouter::host
