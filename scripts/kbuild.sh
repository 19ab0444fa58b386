# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# How modules are built for the lab's kernels. scripts/modules and scripts/build-module source it,
# in the top directory of the tree.

# If make runs the script, its flags must not reach Kbuild.
unset MAKEFLAGS MFLAGS MAKELEVEL

# kbuild_path_is_sound PATH: fail if Kbuild cannot build with this path.
kbuild_path_is_sound() { [[ $1 != *[[:space:]:]* ]]; }

# kbuild_modules_dir KERNEL: print the directory of our modules for this kernel.
kbuild_modules_dir() { echo "$(realpath -m "${GTEE_BUILD_DIR:-build}")/modules/$1"; }

# kbuild_make KERNEL INCLUDE SOURCES ARGUMENT…: build the modules of the directory SOURCES.
# INCLUDE is our directory include, or its copy. The kernel has headers of the same names as
# ours, with other contents, so ours must precede: NOSTDINC_FLAGS is what Kbuild passes to the
# compiler first.
kbuild_make() {
	local kernel=$1 include=$2 sources=$3 dir
	local -a machine=(ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)
	shift 3
	dir=$(lab/kernel-build-dir "$kernel") || return
	[ "$kernel" != amd64 ] || machine=(ARCH=x86_64)
	make -C "$dir" "M=$sources" "${machine[@]}" "-j$(nproc)" \
		"NOSTDINC_FLAGS=-nostdinc -I$include -I$include/uapi" "$@" modules
}
