# The Debian packages, by CPack: tracerouter holds the component program, libtracerouter-dev the component library, and each
# what Debian wants in its own form.
set(TRACEROUTER_MAINTAINER "tracerouter maintainers <maintainers@tracerouter.invalid>" CACHE STRING
  "Who answers for the Debian package: NAME <ADDRESS>")
set(packaged ${PROJECT_BINARY_DIR}/debian)
configure_file(debian/changelog.in ${packaged}/changelog @ONLY)

# compress(FROM TO): so that the same octets come out every time.
function(compress from to)
  add_custom_command(OUTPUT ${packaged}/${to}
    COMMAND gzip --best --no-name --stdout ${from} > ${packaged}/${to}
    DEPENDS ${from}
    VERBATIM)
endfunction()
compress(${TRACEROUTER_DERIVED_DIR}/tracerouter.1 tracerouter.1.gz)
compress(${packaged}/changelog changelog.gz)
compress(${PROJECT_SOURCE_DIR}/docs/changelog.md NEWS.md.gz)
add_custom_target(tracerouter_compressed ALL
  DEPENDS ${packaged}/tracerouter.1.gz ${packaged}/changelog.gz ${packaged}/NEWS.md.gz)
add_dependencies(tracerouter_compressed tracerouter_derived)

set(data ${CMAKE_INSTALL_DATADIR})
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME debian)
install(FILES ${packaged}/tracerouter.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 EXCLUDE_FROM_ALL)
install(FILES ${packaged}/changelog.gz ${packaged}/NEWS.md.gz debian/copyright
  DESTINATION ${data}/doc/tracerouter EXCLUDE_FROM_ALL)
foreach(page usage output paths bulk monitor privileges security timing)
  install(FILES ${PROJECT_SOURCE_DIR}/docs/${page}.md DESTINATION ${data}/doc/tracerouter EXCLUDE_FROM_ALL)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/docs/monitor_view.svg ${PROJECT_SOURCE_DIR}/docs/paths.svg DESTINATION ${data}/doc/tracerouter EXCLUDE_FROM_ALL)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schema DESTINATION ${data}/doc/tracerouter EXCLUDE_FROM_ALL)
install(FILES ${TRACEROUTER_DERIVED_DIR}/_tracerouter DESTINATION ${data}/zsh/vendor-completions EXCLUDE_FROM_ALL)

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME debian_dev)
install(FILES ${packaged}/changelog.gz ${packaged}/NEWS.md.gz debian/copyright
  DESTINATION ${data}/doc/libtracerouter-dev EXCLUDE_FROM_ALL)
foreach(page library bulk monitor output paths privileges security timing usage)  # what library.md refers to, and these to each other
  install(FILES ${PROJECT_SOURCE_DIR}/docs/${page}.md DESTINATION ${data}/doc/libtracerouter-dev EXCLUDE_FROM_ALL)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/docs/monitor_view.svg ${PROJECT_SOURCE_DIR}/docs/paths.svg DESTINATION ${data}/doc/libtracerouter-dev EXCLUDE_FROM_ALL)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schema ${PROJECT_SOURCE_DIR}/docs/examples DESTINATION ${data}/doc/libtracerouter-dev EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL program debian library debian_dev)
set(CPACK_COMPONENT_PROGRAM_GROUP program)
set(CPACK_COMPONENT_DEBIAN_GROUP program)
set(CPACK_COMPONENT_LIBRARY_GROUP dev)
set(CPACK_COMPONENT_DEBIAN_DEV_GROUP dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${TRACEROUTER_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "asynchronous traceroute to one or many hosts at once")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME tracerouter)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
  "tracerouter sends the probes of all its targets together, each with a
deadline of its own, and shows hops in order as soon as they are known. It
probes with ICMP, UDP or TCP over IPv4 and IPv6, keeps to one of several
parallel paths, finds the path MTU, shows MPLS labels, names and AS numbers,
and writes text, JSON, CSV or graphs.
.
It also watches paths, as mtr does: in a live view, as a report, or as events,
which the systemd unit tracerouter-monitor@.service (not enabled) writes to the
journal.
.
Every user may run it: it is installed with the capability CAP_NET_RAW, which
it gives up as soon as its sockets are open.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS libcap2-bin)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/debian/postinst)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libtracerouter-dev)
set(CPACK_DEBIAN_DEV_DESCRIPTION
  "This package holds the library, for programs that run on Boost.Asio: its
headers, the static library, and what CMake and pkg-config need to find it.
The program is in the package tracerouter.")
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libboost1.81-dev | libboost-dev (>= 1.81)")
include(CPack)
