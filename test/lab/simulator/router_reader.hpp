#pragma once

#include "manners_reader.hpp"
#include "path_reader.hpp"

namespace lab {

/// Reads "chains" and "routers" of a scenario; a router named like a member of a chain changes that member.
class router_table_reader {
public:
    router_table_reader(const manners& defaults, std::vector<router>& routers, router_numbers& numbers);

    void read_chains(object_reader& document);
    void read_routers(object_reader& document);

private:
    void read_chain(object_reader& from);
    void read_router(const std::string& id, object_reader& from);
    void add(router one);

    const manners& defaults_;
    std::vector<router>& routers_;
    router_numbers& numbers_;
};

}  // namespace lab
