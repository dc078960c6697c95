// all_paths TARGET: every link of all parallel paths, and how sure it is that none is missing.
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <tracerouter/tracerouter.hpp>

void print(const tracerouter::path_vertex& one) {
    if (one.address)
        std::cout << *one.address;
    else
        std::cout << '*';
}

int main(int, char* arguments[]) {
    boost::asio::io_context context;
    auto tracer = tracerouter::tracer::open(context.get_executor()).value();
    tracerouter::trace_request request{boost::asio::ip::make_address(arguments[1]), {}};
    request.options.paths = tracerouter::path_options{.confidence = 0.99};
    tracer.async_discover(request, [](auto error, const auto& result) {
        if (error) return void(std::cerr << error.message() << '\n');
        const tracerouter::path_set& paths = *result.paths;
        for (const auto& link : paths.links) {
            std::cout << paths.vertices[link.from].ttl << "  ";
            print(paths.vertices[link.from]);
            std::cout << " -> ";
            print(paths.vertices[link.to]);
            std::cout << '\n';
        }
        if (paths.confidence) std::cout << "all found with a confidence of " << 100 * *paths.confidence << " %\n";
    });
    context.run();
}
