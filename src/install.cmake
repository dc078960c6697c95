# What is installed: the program with what belongs to it, and what find_package(tracerouter) and pkg-config find.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
if(TRACEROUTER_BUILD_PROGRAM)
  # Debian keeps the functions of packages elsewhere than zsh itself looks for them.
  set(TRACEROUTER_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE PATH "Where zsh finds completions")
  set(derived ${TRACEROUTER_DERIVED_DIR})
  install(TARGETS tracerouter)
  install(FILES ${derived}/tracerouter.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${derived}/tracerouter.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tracerouter)
  install(FILES ${derived}/_tracerouter DESTINATION ${TRACEROUTER_ZSH_DIR})
  install(FILES ${derived}/tracerouter.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
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

configure_file(tracerouter.pc.in ${PROJECT_BINARY_DIR}/tracerouter.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tracerouter.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
