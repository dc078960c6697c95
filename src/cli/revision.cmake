# cmake -D SOURCE=FOLDER -D OUTPUT=FILE -P revision.cmake: writes where in the history this source stands, as `git describe`
# has it; nothing for what was released, or came without its history. The file stays as it is when nothing changed.
if(EXISTS ${SOURCE}/.git)
  execute_process(COMMAND git describe --tags --always --dirty --match "v[0-9]*"
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if("${revision}" MATCHES "^v[0-9.]+$")
  set(revision "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "cli/revision.hpp"

namespace tracerouter::cli {

std::string_view revision() noexcept {
    return "@revision@";
}

}  // namespace tracerouter::cli
]])
