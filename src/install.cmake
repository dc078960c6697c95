# What is installed: the program with what belongs to it, and what find_package(tracerouter) and pkg-config find.
if(TRACEROUTER_BUILD_PROGRAM)
  set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
  set(data ${CMAKE_INSTALL_DATADIR})
  set(derived ${TRACEROUTER_DERIVED_DIR})
  install(TARGETS tracerouter)
  install(FILES ${derived}/tracerouter.bash DESTINATION ${data}/bash-completion/completions RENAME tracerouter)
  install(FILES ${derived}/tracerouter.fish DESTINATION ${data}/fish/vendor_completions.d)
  # Not below CMAKE_INSTALL_LIBDIR: systemd looks in lib, whatever the architecture.
  install(FILES tracerouter-monitor@.service DESTINATION lib/systemd/system)

  # Debian wants these in another form, or elsewhere.
  set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME not_debian)
  install(FILES ${derived}/tracerouter.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${derived}/_tracerouter DESTINATION ${data}/zsh/site-functions)
  find_program(TRACEROUTER_DPKG dpkg-deb)
  if(PROJECT_IS_TOP_LEVEL AND TRACEROUTER_DPKG)
    include(package.cmake)
  endif()
endif()

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME library)
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

cmake_path(APPEND pc_libdir "\${prefix}" ${CMAKE_INSTALL_LIBDIR})
cmake_path(APPEND pc_includedir "\${prefix}" ${CMAKE_INSTALL_INCLUDEDIR})
file(RELATIVE_PATH to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(tracerouter.pc.in ${PROJECT_BINARY_DIR}/tracerouter.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tracerouter.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
