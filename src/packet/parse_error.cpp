#include "packet/parse_error.hpp"

#include <boost/throw_exception.hpp>

#include <stdexcept>

namespace tracerouter::packet {

const char* describe(parse_error error) noexcept {
    switch (error) {
        case parse_error::truncated: return "truncated packet";
        case parse_error::bad_version: return "IP version is not 4";
        case parse_error::bad_header_length: return "IPv4 header length below 20";
        case parse_error::bad_length: return "IPv4 total length below header length";
        case parse_error::bad_checksum: return "wrong checksum";
        case parse_error::not_icmp: return "not ICMP";
        case parse_error::fragment: return "IPv4 fragment";
        case parse_error::unsupported_type: return "ICMP type that answers no probe";
    }
    return "unknown parse error";
}

void throw_exception_from_error(parse_error error, const boost::source_location& where) {
    boost::throw_exception(std::runtime_error{describe(error)}, where);
}

}  // namespace tracerouter::packet
