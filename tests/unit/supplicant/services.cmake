# SPDX-License-Identifier: BSD-2-Clause
#
# Tests of RPMB, dumps, sockets and plugins, and of the processes that provide
# these services.

gtee_unit_test(supplicant_rpmb_emu SOURCES test_rpmb_emu.c LIBRARIES supplicant_core)
target_link_options(supplicant_rpmb_emu PRIVATE
	-Wl,--wrap=pwrite,--wrap=fdatasync,--wrap=fsync,--wrap=renameat2)

gtee_unit_test(supplicant_rpmb SOURCES test_rpmb.c LIBRARIES supplicant_core)
target_link_options(supplicant_rpmb PRIVATE -Wl,--wrap=ioctl)

gtee_unit_test(supplicant_dump SOURCES test_dump.c LIBRARIES supplicant_core)

gtee_unit_test(supplicant_socket SOURCES test_socket.c LIBRARIES supplicant_helpers)

# test_plugin(NAME LAST INIT): builds a plugin whose UUID ends with LAST and
# whose init function runs INIT.
function(test_plugin name last init)
	add_library(${name} MODULE plugin.c)
	set_target_properties(${name} PROPERTIES PREFIX "")
	target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/libteec/include)
	target_compile_definitions(${name} PRIVATE PLUGIN_LAST=${last} PLUGIN_INIT=${init})
endfunction()

test_plugin(plugin_one 1 "(void)0")
test_plugin(plugin_two 2 "(void)0")
test_plugin(plugin_refuses 3 "return TEEC_ERROR_GENERIC")
test_plugin(plugin_dies 4 "abort()")
test_plugin(plugin_hangs 5 "pause()")
gtee_unit_test(supplicant_plugin SOURCES test_plugin_host.c LIBRARIES supplicant_helpers
	DEFINITIONS PLUGIN_DIRECTORY="${CMAKE_CURRENT_BINARY_DIR}")
add_dependencies(supplicant_plugin plugin_one plugin_two plugin_refuses plugin_dies
	plugin_hangs)
