#pragma once

#include "net/linux/rtnetlink.hpp"  // for src/cli, until it names this place
