#pragma once

#include <unistd.h>

#include <utility>

namespace lab {

class file_descriptor {
public:
    file_descriptor() = default;
    explicit file_descriptor(int owned) : value_(owned) {}
    file_descriptor(file_descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    file_descriptor& operator=(file_descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~file_descriptor() { reset(); }

    int get() const { return value_; }
    explicit operator bool() const { return value_ >= 0; }
    void reset() {
        if (value_ >= 0) ::close(std::exchange(value_, -1));
    }

private:
    int value_ = -1;
};

}  // namespace lab
