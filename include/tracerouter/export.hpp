#pragma once

/// Marks what a shared library shows of itself; everything else stays inside (docs/library.md, "Versions").
#define TRACEROUTER_EXPORT __attribute__((visibility("default")))
