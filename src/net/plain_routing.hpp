#pragma once

#include "net/linux/plain_routing.hpp"  // for src/cli, until it names this place
