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

# tracerouter_tested(ROOM): sets tested_ROOM to what a program links that tests this room. To measure coverage it is
# compiled once more, since instrumented programs write files where they must not: behind a filter of system calls.
function(tracerouter_tested room)
  set(tested tracerouter_${room})
  if(TRACEROUTER_MEASURE_COVERAGE)
    get_target_property(sources tracerouter_${room} SOURCES)
    list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/${room}/)
    set(tested tracerouter_covered_${room})
    add_library(${tested} OBJECT ${sources})
    target_include_directories(${tested} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${tested} PUBLIC tracerouter_public)
    target_compile_options(${tested} PRIVATE -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(${tested} INTERFACE -fprofile-instr-generate)
  endif()
  set(tested_${room} ${tested} PARENT_SCOPE)
endfunction()

tracerouter_tested(packet)
tracerouter_tested(engine)
