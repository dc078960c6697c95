# tracerouter::tracerouter, the library others link: the objects of its rooms and the public headers.
add_library(tracerouter_library)
add_library(tracerouter::tracerouter ALIAS tracerouter_library)
set_target_properties(tracerouter_library PROPERTIES
  EXPORT_NAME tracerouter
  OUTPUT_NAME tracerouter
  LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
target_compile_features(tracerouter_library PUBLIC cxx_std_20)
target_link_libraries(tracerouter_library PUBLIC Boost::headers Threads::Threads)
foreach(room IN LISTS TRACEROUTER_LIBRARY_ROOMS)
  target_sources(tracerouter_library PRIVATE $<TARGET_OBJECTS:tracerouter_${room}>)
endforeach()

set(include_dir ${PROJECT_SOURCE_DIR}/include)
target_sources(tracerouter_library PUBLIC
  FILE_SET HEADERS
  BASE_DIRS ${include_dir} ${TRACEROUTER_GENERATED_DIR}
  FILES
    ${include_dir}/tracerouter/channel.hpp
    ${include_dir}/tracerouter/datagram.hpp
    ${include_dir}/tracerouter/error.hpp
    ${include_dir}/tracerouter/export.hpp
    ${include_dir}/tracerouter/hop_statistics.hpp
    ${include_dir}/tracerouter/hop_stream.hpp
    ${include_dir}/tracerouter/log.hpp
    ${include_dir}/tracerouter/mapped_address.hpp
    ${include_dir}/tracerouter/monitor_result.hpp
    ${include_dir}/tracerouter/names.hpp
    ${include_dir}/tracerouter/path_monitor.hpp
    ${include_dir}/tracerouter/path_set.hpp
    ${include_dir}/tracerouter/probe_observation.hpp
    ${include_dir}/tracerouter/time.hpp
    ${include_dir}/tracerouter/trace_options.hpp
    ${include_dir}/tracerouter/trace_result.hpp
    ${include_dir}/tracerouter/tracer.hpp
    ${include_dir}/tracerouter/tracer_statistics.hpp
    ${include_dir}/tracerouter/tracerouter.hpp
    ${TRACEROUTER_GENERATED_DIR}/tracerouter/version.hpp)
