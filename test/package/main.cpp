// Uses something of the installed headers, of the library's code and of its dependencies; needs no rights.
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <iostream>

#include "tracerouter/tracerouter.hpp"
#include "tracerouter/version.hpp"

int main() {
    boost::asio::io_context context;
    const auto impossible = tracerouter::validate({.first_ttl = 9, .max_ttl = 3});
    std::cout << "tracerouter " << tracerouter::version << ": " << impossible.message() << '\n';
    const bool as_expected = impossible == tracerouter::errc::invalid_options && !tracerouter::validate({});
    return as_expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
