# SPDX-License-Identifier: BSD-2-Clause
#
# softteed_test_applications(TARGET DIRECTORY): build the test's applications into a directory,
# whenever the target is built. See application.h.

set(softteed_test_source ${CMAKE_CURRENT_LIST_DIR})

# test_application(NUMBER FLAGS [UUID's last digit, if not NUMBER [SOURCE [HEAD]]]), NUMBER in
# hexadecimal. For ${target}, in ${directory}
function(test_application number flags)
	set(uuid_number ${number})
	set(source application.c)
	set(head ${PROJECT_SOURCE_DIR}/ta/softteed/ta_head.c)
	if(ARGC GREATER 2)
		set(uuid_number ${ARGV2})
	endif()
	if(ARGC GREATER 3)
		set(source ${ARGV3})
	endif()
	if(ARGC GREATER 4)
		set(head ${softteed_test_source}/${ARGV4})
	endif()
	add_library(test_application_${number} MODULE ${softteed_test_source}/${source} ${head})
	set_target_properties(test_application_${number} PROPERTIES PREFIX ""
		OUTPUT_NAME 5f7c0000-0000-4000-8000-00000000000${number}
		LIBRARY_OUTPUT_DIRECTORY ${directory})
	target_include_directories(test_application_${number} PRIVATE
		${softteed_test_source} ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/ta/include)
	target_compile_definitions(test_application_${number} PRIVATE _GNU_SOURCE
		NUMBER=0x${number} UUID_NUMBER=0x${uuid_number} "TA_FLAGS=(${flags})")
	add_dependencies(${target} test_application_${number})
endfunction()

set(softteed_test_shared "TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION")

function(softteed_test_applications target directory)
	test_application(0 "TA_FLAG_SINGLE_INSTANCE | TA_FLAG_INSTANCE_KEEP_ALIVE")
	test_application(1 "${softteed_test_shared}")
	test_application(2 "0")
	test_application(3 "TA_FLAG_SINGLE_INSTANCE")
	test_application(4 "${softteed_test_shared} | TA_FLAG_INSTANCE_KEEP_ALIVE")
	test_application(5 "${softteed_test_shared}" 1)
	test_application(6 "${softteed_test_shared}")
	test_application(7 "${softteed_test_shared}")
endfunction()
