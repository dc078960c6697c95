#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

#include "enrich/fact_finder.hpp"
#include "enrich/fact_source.hpp"
#include "host/refusal.hpp"
#include "report/facts.hpp"
#include "run/config.hpp"

namespace tracerouter::run {

/// The database of AS numbers that is used, in a usual place where none is named; empty: none is.
[[nodiscard]] std::string as_database_of(const config& config);

/// What finds out about addresses, as the configuration asks for it; null when it asks for nothing. Opens all files.
[[nodiscard]] host::or_refusal<std::unique_ptr<enrich::fact_finder>> open_facts(
    const boost::asio::any_io_executor& executor, const config& config);

/// Asks it about addresses; empty if it is null.
[[nodiscard]] report::fact_lookup facts_in(const enrich::fact_source* facts);

}  // namespace tracerouter::run
