# The Debian package, by CPack: the component program, and what Debian wants in its own form.
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

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME debian)
set(data ${CMAKE_INSTALL_DATADIR})
install(FILES ${packaged}/tracerouter.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 EXCLUDE_FROM_ALL)
install(FILES ${packaged}/changelog.gz ${packaged}/NEWS.md.gz debian/copyright
  DESTINATION ${data}/doc/tracerouter EXCLUDE_FROM_ALL)
install(FILES ${TRACEROUTER_DERIVED_DIR}/_tracerouter DESTINATION ${data}/zsh/vendor-completions EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL program debian)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "asynchronous traceroute to one or many hosts at once")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "tracerouter sends the probes of all its targets together, each with a
deadline of its own, and shows hops in order as soon as they are known. It
probes with ICMP, UDP or TCP over IPv4 and IPv6, keeps to one of several
parallel paths, finds the path MTU, shows MPLS labels, names and AS numbers,
and writes text, JSON, CSV or graphs.
.
Every user may run it: it is installed with the capability CAP_NET_RAW, which
it gives up as soon as its sockets are open.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${TRACEROUTER_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libcap2-bin)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/debian/postinst)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
