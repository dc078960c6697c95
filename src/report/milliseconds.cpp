#include "report/milliseconds.hpp"

#include "report/text_buffer.hpp"

namespace tracerouter::report {

std::string milliseconds(duration value) {
    text_buffer text;
    return std::string{text.append(value).text()};
}

}  // namespace tracerouter::report
