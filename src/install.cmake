# What find_package(tracerouter) and pkg-config find.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tracerouter)

install(TARGETS tracerouter_library EXPORT tracerouter-targets FILE_SET HEADERS)
install(EXPORT tracerouter-targets NAMESPACE tracerouter:: DESTINATION ${package_dir})

configure_package_config_file(tracerouter-config.cmake.in ${PROJECT_BINARY_DIR}/tracerouter-config.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tracerouter-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${PROJECT_BINARY_DIR}/tracerouter-config.cmake ${PROJECT_BINARY_DIR}/tracerouter-config-version.cmake
  DESTINATION ${package_dir})

configure_file(tracerouter.pc.in ${PROJECT_BINARY_DIR}/tracerouter.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tracerouter.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
