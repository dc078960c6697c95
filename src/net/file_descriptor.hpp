#pragma once

#include "net/posix/file_descriptor.hpp"  // for src/cli, until it names this place
