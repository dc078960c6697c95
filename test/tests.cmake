option(TRACEROUTER_TEST_PROGRAMS_WHOLE "Run all tests of a program in one process: sanitizers need long to begin" OFF)
option(TRACEROUTER_MEASURE_COVERAGE "Write which lines of packet and engine unit and simulation tests reach (Clang only)" OFF)
set(TRACEROUTER_LAB_PROGRAM "" CACHE FILEPATH "The lab of another build, where it exists: it judges, and is not what is tested")

# tracerouter_tests(PROGRAM LABEL [TEST_PREFIX PREFIX]): the tests of a program of GoogleTest.
function(tracerouter_tests program label)
  if(NOT TRACEROUTER_TEST_PROGRAMS_WHOLE)
    gtest_discover_tests(${program} ${ARGN} PROPERTIES LABELS ${label})
    return()
  endif()
  add_test(NAME ${program} COMMAND ${program} --gtest_brief=1)
  set_tests_properties(${program} PROPERTIES
    LABELS ${label}
    COST 60
    ENVIRONMENT "LLVM_PROFILE_FILE=${PROJECT_BINARY_DIR}/coverage/${program}.profraw")
endfunction()

# What most tests include of others is compiled once for all. Each file includes what it uses all the same: the preset
# `debug` compiles without this.
add_library(tracerouter-read-once OBJECT support/read_once.cpp)
target_compile_features(tracerouter-read-once PRIVATE cxx_std_20)
target_compile_options(tracerouter-read-once PRIVATE
  -O0
  # Times of files would make each build another one for ccache.
  "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
target_link_libraries(tracerouter-read-once PRIVATE tracerouter_public tracerouter_warnings GTest::gmock)
target_precompile_headers(tracerouter-read-once PRIVATE support/read_once.hpp)

# tracerouter_compiled_plainly(PROGRAM...): programs that run for a moment; without optimisation the compiler needs half
# the time for them. -fpch-preprocess spares GCC the same headers when ccache looks for a program in vain.
function(tracerouter_compiled_plainly)
  foreach(program IN LISTS ARGN)
    target_compile_options(${program} PRIVATE
      -O0
      $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
      $<TARGET_PROPERTY:GTest::gtest,INTERFACE_COMPILE_OPTIONS>)  # of examples, too: macros must be the same
    target_precompile_headers(${program} REUSE_FROM tracerouter-read-once)
  endforeach()
endfunction()

# tracerouter_tested(ROOM): sets tested_ROOM to what a program links that tests this room. To measure coverage it is
# compiled once more, since instrumented programs write files where they must not: behind a filter of system calls.
function(tracerouter_tested room)
  set(tested tracerouter_${room})
  if(TRACEROUTER_MEASURE_COVERAGE)
    get_target_property(sources tracerouter_${room} SOURCES)
    list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/${room}/)
    set(tested tracerouter_covered_${room})
    add_library(${tested} OBJECT ${sources})
    get_target_property(at_once tracerouter_${room} UNITY_BUILD_BATCH_SIZE)
    set_target_properties(${tested} PROPERTIES UNITY_BUILD_BATCH_SIZE "${at_once}")
    target_include_directories(${tested} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${tested} PUBLIC tracerouter_public)
    target_compile_options(${tested} PRIVATE -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(${tested} INTERFACE -fprofile-instr-generate)
  endif()
  set(tested_${room} ${tested} PARENT_SCOPE)
endfunction()

tracerouter_tested(packet)
tracerouter_tested(engine)
