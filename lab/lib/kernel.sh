# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The kernels that the lab boots. Each has a directory build/lab/kernel/NAME with
#   Image      the bootable image
#   build      the directory to build out-of-tree modules in
#   modules    the kernel's own modules, as under /lib/modules/VERSION
#   version    the kernel's release, as printed by uname -r

# debian_prepare DIR SET ARCH: link Debian's kernel and headers, from the
# unpacked packages.
debian_prepare() {
	local dir=$1 set headers common version
	"$LAB_DIR/fetch" "$2" || exit "${DIE_STATUS:-1}"
	set=$(readlink -f "$LAB_BUILD/sets/$2")
	[ ! -e "$dir/complete" ] || [ "$(cat "$dir/complete")" != "$set" ] || return 0
	hold_lock "${dir##*/}"
	headers=$(echo "$set"/usr/src/linux-headers-*-"$3")
	common=$(echo "$set"/usr/src/linux-headers-*-common)
	version=${headers##*/linux-headers-}
	if [ ! -d "$headers" ] || [ ! -d "$common" ]; then
		die "the kernel's headers are not in $set/usr/src" \
			"remove that directory and run lab/fetch $2"
	fi
	# The headers expect to be installed in /usr/src; point them to their
	# common part beside them.
	echo "include ../${common##*/}/Makefile" >"$headers/Makefile"
	mkdir -p "$dir"
	ln -sfn "$headers" "$dir/build"
	ln -sfn "$set/boot/vmlinuz-$version" "$dir/Image"
	ln -sfn "$set/lib/modules/$version" "$dir/modules"
	echo "$version" >"$dir/version"
	echo "$set" >"$dir/complete"
}

# kernel_prepare NAME: set KERNEL_DIR to a kernel that can be booted and has a
# directory to build modules in.
kernel_prepare() {
	KERNEL_DIR=$LAB_BUILD/kernel/$1
	case $1 in
	stock) debian_prepare "$KERNEL_DIR" kernel arm64 ;;
	amd64) debian_prepare "$KERNEL_DIR" kernel-amd64 amd64 ;;
	debug) "$LAB_DIR/debug-kernel" >/dev/null || exit "${DIE_STATUS:-1}" ;;
	*) die "unknown kernel '$1'" "known are: stock, debug, amd64" ;;
	esac
}
