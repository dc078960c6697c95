#pragma once

#include <boost/json/array.hpp>
#include <map>
#include <string>

#include "object_reader.hpp"
#include "path.hpp"

namespace lab {

using router_numbers = std::map<std::string, std::uint32_t, std::less<>>;

/// Turns the steps of a path into nodes, from its end to its start so that each node knows its successor.
class path_reader {
public:
    path_reader(const router_numbers& routers, path_graph& nodes, complaints& errors);

    /// The first node of the path.
    std::uint32_t read(const boost::json::value& steps, const std::string& where);

private:
    std::uint32_t steps(const boost::json::value& list, const std::string& where, std::uint32_t next);
    std::uint32_t step(const boost::json::value& one, const std::string& where, std::uint32_t next);
    std::uint32_t named(std::string_view text, const std::string& where, std::uint32_t next);
    std::uint32_t range(std::string_view first, std::string_view last, const std::string& where, std::uint32_t next);
    std::uint32_t single(std::string_view id, const std::string& where, std::uint32_t next);
    std::uint32_t special(const boost::json::value& one, const std::string& where, std::uint32_t next);
    std::uint32_t choice(object_reader& from, std::string_view key, selector by, std::uint32_t next);
    std::uint32_t loop(object_reader& from);
    std::uint32_t blocked(object_reader& from, std::uint32_t next);
    std::uint32_t add(path_node node);

    const router_numbers& routers_;
    path_graph& nodes_;
    complaints& errors_;
};

}  // namespace lab
