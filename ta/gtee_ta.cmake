# SPDX-License-Identifier: BSD-2-Clause
#
# gtee_ta(NAME UUID uuid SOURCES file… [DESCRIPTION text] [VERSION text]
#         [SIGN_VERSION number] [FLAGS flag…] [STACK bytes] [HEAP bytes] [NO_INSTALL]
#         [SOFTTEED_ONLY])
#
# Builds a Trusted Application for one or both of:
#
#   OP-TEE    if GTEE_TA_DEV_KIT is set: by the rules of OP-TEE's dev kit, signed, and installed
#             as lib/optee_armtz/UUID.ta, which is in every tee-supplicant's search path
#   softteed  if GTEE_TA_SOFTTEED is on: a shared object for this machine, installed as
#             lib/softteed/ta/UUID.so; with GTEE_TA_SIGN_KEY also signed, as UUID.ta there
#
#   SIGN_VERSION  number against rollback in the signature for softteed, default 0: raise it with
#           each version that must not be replaced by an older one
#   FLAGS   OP-TEE's TA_FLAG_…; default: one instance that serves all sessions
#   STACK   bytes of stack, default 2048
#   HEAP    bytes of heap for TEE_Malloc, default 32768; OP-TEE needs at least about 1024
#   NO_INSTALL  build only: for examples and tests
#   SOFTTEED_ONLY  don't build for OP-TEE
#
# For softteed, GTEE_TA_LOG_LEVEL is TRACE_LEVEL of trace.h (default 1), and GTEE_TA_SANITIZE has
# sanitizers: address, undefined, …, or fuzzer for libFuzzer with both, which takes clang.
#
# GTEE_TA_CLIENT says whether a project is to build the application's client and its test, too.
#
# The project's include/ directory is in the include path. Sources should use only
# GlobalPlatform's Internal Core API, so that they can be built for another TEE.

# A relative path is one in the directory where cmake was called.
set(GTEE_TA_SIGN_KEY "" CACHE FILEPATH
	"PEM file of the key that signs Trusted Applications; empty: the dev kit's key for OP-TEE, no signature for softteed")
set(GTEE_TA_LOG_LEVEL 1 CACHE STRING "TRACE_LEVEL of Trusted Applications for softteed, 0 to 4")
set(GTEE_TA_SANITIZE "" CACHE STRING "sanitizers of Trusted Applications for softteed")
option(GTEE_TA_CLIENT "build the clients of Trusted Applications and their tests" ON)

# ta_uuid_fields(VARIABLE name uuid): the UUID as the initializer of a TEE_UUID.
function(ta_uuid_fields variable name uuid)
	string(REPEAT "[0-9a-f]" 4 four)
	if(NOT uuid MATCHES "^${four}${four}-${four}-${four}-${four}-${four}${four}${four}$")
		message(FATAL_ERROR "gtee_ta(${name}): invalid UUID '${uuid}': expected "
			"01234567-89ab-cdef-0123-456789abcdef, in lower case")
	endif()
	string(REGEX REPLACE "^(........)-(....)-(....)-.*$" "0x\\1, 0x\\2, 0x\\3" fields "${uuid}")
	string(REGEX REPLACE "^.*-(....)-(............)$" "\\1\\2" bytes "${uuid}")
	string(REGEX REPLACE "(..)" ", 0x\\1" bytes "${bytes}")
	string(REGEX REPLACE "^, " "" bytes "${bytes}")
	set(${variable} "${fields}, { ${bytes} }" PARENT_SCOPE)
endfunction()

# Arguments are the variables of gtee_ta(). The kit's makefile tracks dependencies on headers, so
# make is always run.
function(gtee_ta_optee name)
	if(NOT EXISTS "${GTEE_TA_DEV_KIT}/mk/ta_dev_kit.mk")
		message(FATAL_ERROR "GTEE_TA_DEV_KIT ('${GTEE_TA_DEV_KIT}') is not a TA dev kit of "
			"OP-TEE; Debian's package optee-os-dev has them in "
			"/usr/lib/optee-os-dev/PLATFORM")
	endif()
	set(TA_SOURCES "")
	foreach(source ${ta_SOURCES})
		get_filename_component(source ${source} ABSOLUTE)
		string(APPEND TA_SOURCES " ${source}")
	endforeach()
	set(TA_SIGN_KEY "")
	if(GTEE_TA_SIGN_KEY)
		set(TA_SIGN_KEY "TA_SIGN_KEY := ${GTEE_TA_SIGN_KEY}")
	endif()
	string(REGEX REPLACE "gcc$" "" TA_CROSS_COMPILE "${CMAKE_C_COMPILER}")
	configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/Makefile.in ${dir}/Makefile @ONLY)
	# The kit requires this file; the sources are in the makefile.
	file(WRITE ${dir}/sub.mk "")

	# If make runs this, its flags must not reach the kit's make.
	add_custom_target(ta-${name} ALL
		COMMAND ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS --unset=MFLAGS --unset=MAKELEVEL
			make -s -C ${dir}
		BYPRODUCTS ${dir}/out/${ta_UUID}.ta
		COMMENT "Trusted Application ${name}" VERBATIM)
	if(NOT ta_NO_INSTALL)
		install(FILES ${dir}/out/${ta_UUID}.ta DESTINATION lib/optee_armtz)
	endif()
endfunction()

# gtee_ta_sanitize(target): compile and link with the sanitizers. The first error ends the instance.
function(gtee_ta_sanitize target)
	set(flags -fsanitize=${GTEE_TA_SANITIZE})
	if(GTEE_TA_SANITIZE STREQUAL fuzzer)
		if(NOT CMAKE_C_COMPILER_ID MATCHES Clang)
			message(FATAL_ERROR "GTEE_TA_SANITIZE=fuzzer takes -DCMAKE_C_COMPILER=clang")
		endif()
		set(flags -fsanitize=fuzzer-no-link,address,undefined -shared-libasan)
		execute_process(COMMAND ${CMAKE_C_COMPILER} -print-runtime-dir
			OUTPUT_VARIABLE runtime OUTPUT_STRIP_TRAILING_WHITESPACE)
		set(library ${runtime}/libclang_rt.fuzzer_no_main-${CMAKE_SYSTEM_PROCESSOR}.a)
		# The fuzzer's has the name.
		set_source_files_properties(${ta_SOURCES} PROPERTIES COMPILE_DEFINITIONS
			TA_InvokeCommandEntryPoint=ta_fuzz_invoke)
		target_sources(${target} PRIVATE ${sdk}/softteed/ta_fuzz.c)
		target_link_options(${target} PRIVATE -Wl,-Bsymbolic,-rpath,${runtime})
		target_link_libraries(${target} PRIVATE ${library} stdc++)
	endif()
	target_compile_options(${target} PRIVATE -g ${flags} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	target_link_options(${target} PRIVATE ${flags})
endfunction()

# The functions of the API stay undefined: the process that loads the application has them, and
# ta-check knows which.
function(gtee_ta_softteed name)
	set(target ta-softteed-${name})
	set(sdk ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
	add_library(${target} MODULE ${ta_SOURCES} ${sdk}/softteed/ta_head.c)
	if(NOT TARGET ta-softteed)
		add_custom_target(ta-softteed)
	endif()
	add_dependencies(ta-softteed ${target})
	target_include_directories(${target} PRIVATE ${dir} ${sdk}/include ${sdk}/softteed/include
		${PROJECT_SOURCE_DIR}/include)
	target_compile_definitions(${target} PRIVATE TRACE_LEVEL=${GTEE_TA_LOG_LEVEL})
	# Debuggers need the paths in the debug information.
	target_compile_options(${target} PRIVATE -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
	target_link_options(${target} PRIVATE -Wl,-z,relro,-z,now)
	set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX .so OUTPUT_NAME ${ta_UUID}
		LIBRARY_OUTPUT_DIRECTORY ${dir}/softteed)
	if(GTEE_TA_SANITIZE)
		gtee_ta_sanitize(${target})
	endif()
	add_custom_command(TARGET ${target} POST_BUILD
		COMMAND ${sdk}/ta-check ${CMAKE_C_COMPILER} $<TARGET_FILE:${target}> VERBATIM)
	set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${sdk}/ta-check
		${sdk}/softteed/api.ld)
	if(NOT ta_NO_INSTALL)
		install(TARGETS ${target} LIBRARY DESTINATION lib/softteed/ta)
	endif()
	if(GTEE_TA_SIGN_KEY)
		set(sign ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/ta-sign)
		add_custom_command(OUTPUT ${dir}/softteed/${ta_UUID}.ta
			COMMAND ${sign} --key ${GTEE_TA_SIGN_KEY} --uuid ${ta_UUID}
				--version ${ta_SIGN_VERSION}
				--in $<TARGET_FILE:${target}> --out ${dir}/softteed/${ta_UUID}.ta
			DEPENDS ${target} ${sign} ${GTEE_TA_SIGN_KEY} VERBATIM)
		add_custom_target(${target}-signed ALL DEPENDS ${dir}/softteed/${ta_UUID}.ta)
		if(NOT ta_NO_INSTALL)
			install(FILES ${dir}/softteed/${ta_UUID}.ta DESTINATION lib/softteed/ta)
		endif()
	endif()
endfunction()

function(gtee_ta name)
	cmake_parse_arguments(ta "NO_INSTALL;SOFTTEED_ONLY" "UUID;DESCRIPTION;VERSION;SIGN_VERSION;STACK;HEAP" "SOURCES;FLAGS" ${ARGN})
	ta_uuid_fields(TA_UUID_FIELDS ${name} "${ta_UUID}")

	macro(default variable value)
		if(NOT DEFINED ${variable})
			set(${variable} "${value}")
		endif()
	endmacro()
	default(ta_DESCRIPTION "${name}")
	default(ta_VERSION "${PROJECT_VERSION}")
	default(ta_SIGN_VERSION 0)
	default(ta_FLAGS "TA_FLAG_SINGLE_INSTANCE;TA_FLAG_MULTI_SESSION")
	default(ta_STACK 2048)
	default(ta_HEAP 32768)
	string(REPLACE ";" " | " TA_FLAGS "${ta_FLAGS}")

	set(dir ${CMAKE_CURRENT_BINARY_DIR}/${name}.ta)
	configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/user_ta_header_defines.h.in
		${dir}/user_ta_header_defines.h @ONLY)
	if(GTEE_TA_DEV_KIT AND NOT ta_SOFTTEED_ONLY)
		gtee_ta_optee(${name})
	endif()
	if(GTEE_TA_SOFTTEED)
		gtee_ta_softteed(${name})
	endif()
endfunction()
