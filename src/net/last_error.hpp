#pragma once

#include "net/posix/last_error.hpp"  // for src/cli, until it names this place
