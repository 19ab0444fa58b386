# SPDX-License-Identifier: BSD-2-Clause
# Cross compilation for the emulated machine. Libraries are searched in
# GTEE_SYSROOT, the directory that lab/fetch unpacks; the C library is the cross
# compiler's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GTEE_SYSROOT)
set(CMAKE_FIND_ROOT_PATH ${GTEE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# The linker finds the libraries' own dependencies there.
set(CMAKE_EXE_LINKER_FLAGS_INIT -Wl,-rpath-link,${GTEE_SYSROOT}/usr/lib/aarch64-linux-gnu)
set(CMAKE_SHARED_LINKER_FLAGS_INIT ${CMAKE_EXE_LINKER_FLAGS_INIT})
