#pragma once

#include <cstddef>
#include <cstdlib>
#include <span>

namespace tracerouter::fuzz {

/// What must hold for every input: libFuzzer keeps the input that ends the program here.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// One input. Each program of this folder defines it.
void try_input(std::span<const std::byte> input);

}  // namespace tracerouter::fuzz
