# SPDX-License-Identifier: BSD-2-Clause
# Programs for the emulated machine. Libraries come from the folder that lab/fetch
# unpacks (GTEE_SYSROOT), the C library from the cross compiler.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GTEE_SYSROOT)
set(CMAKE_FIND_ROOT_PATH ${GTEE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# What the libraries themselves need is found there too.
set(CMAKE_EXE_LINKER_FLAGS_INIT -Wl,-rpath-link,${GTEE_SYSROOT}/usr/lib/aarch64-linux-gnu)
set(CMAKE_SHARED_LINKER_FLAGS_INIT ${CMAKE_EXE_LINKER_FLAGS_INIT})
