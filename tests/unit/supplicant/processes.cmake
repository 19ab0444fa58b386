# SPDX-License-Identifier: BSD-2-Clause
#
# Tests of the supplicant's processes. --wrap makes the linker replace functions
# that the code under test calls by the tests' own.

gtee_unit_test(supplicant_monitor SOURCES test_monitor.c LIBRARIES supplicant_processes)
target_link_options(supplicant_monitor PRIVATE
	-Wl,--wrap=worker_main,--wrap=fd_store_open,--wrap=fd_store_reset,--wrap=files_open_storage,--wrap=files_open_rpmb
	-Wl,--wrap=card_main,--wrap=connector_main,--wrap=service_manager_tell,--wrap=clock_gettime,--wrap=getpwnam)

gtee_unit_test(supplicant_worker SOURCES test_worker.c LIBRARIES supplicant_processes)
target_link_options(supplicant_worker PRIVATE
	-Wl,--wrap=ioctl,--wrap=pthread_create,--wrap=sandbox_enter,--wrap=service_call
	-Wl,--wrap=setrlimit,--wrap=syscall)

gtee_unit_test(supplicant_service_manager SOURCES test_service_manager.c LIBRARIES supplicant_processes)

gtee_unit_test(supplicant_fd_store SOURCES test_fd_store.c LIBRARIES supplicant_processes)
target_link_options(supplicant_fd_store PRIVATE
	-Wl,--wrap=ioctl,--wrap=service_manager_count,--wrap=service_manager_name
	-Wl,--wrap=service_manager_keep,--wrap=service_manager_drop)

gtee_unit_test(supplicant_files SOURCES test_files.c LIBRARIES supplicant_processes)
target_link_options(supplicant_files PRIVATE -Wl,--wrap=open)

gtee_unit_test(supplicant_connector SOURCES test_connector.c LIBRARIES supplicant_processes)
target_link_options(supplicant_connector PRIVATE -Wl,--wrap=connector_serve,--wrap=setrlimit)
