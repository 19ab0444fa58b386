# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The kernels that the lab boots. Each has a folder build/lab/kernel/NAME with
#   Image      what boots
#   build      where out-of-tree modules are built
#   modules    its own modules, as under /lib/modules/VERSION
#   version    the kernel's release, as uname -r says it

# stock_prepare DIR: Debian's kernel and headers, from the unpacked packages.
stock_prepare() {
	local dir=$1 set headers common version
	"$LAB_DIR/fetch" kernel || exit "${DIE_STATUS:-1}"
	set=$(readlink -f "$LAB_BUILD/sets/kernel")
	[ ! -e "$dir/complete" ] || [ "$(cat "$dir/complete")" != "$set" ] || return 0
	hold_lock kernel-stock
	headers=$(echo "$set"/usr/src/linux-headers-*-arm64)
	common=$(echo "$set"/usr/src/linux-headers-*-common)
	version=${headers##*/linux-headers-}
	[ -d "$headers" ] && [ -d "$common" ] ||
		die "the kernel's headers are not in $set/usr/src" "remove that folder and run lab/fetch kernel"
	# The headers expect to be installed in /usr/src; here they find their
	# other half beside them.
	echo "include ../${common##*/}/Makefile" >"$headers/Makefile"
	mkdir -p "$dir"
	ln -sfn "$headers" "$dir/build"
	ln -sfn "$set/boot/vmlinuz-$version" "$dir/Image"
	ln -sfn "$set/lib/modules/$version" "$dir/modules"
	echo "$version" >"$dir/version"
	echo "$set" >"$dir/complete"
}

# kernel_prepare NAME: sets KERNEL_DIR to a kernel that is ready to boot and to
# build modules for.
kernel_prepare() {
	KERNEL_DIR=$LAB_BUILD/kernel/$1
	case $1 in
	stock) stock_prepare "$KERNEL_DIR" ;;
	debug) "$LAB_DIR/debug-kernel" >/dev/null || exit "${DIE_STATUS:-1}" ;;
	*) die "unknown kernel '$1'" "known are: stock, debug" ;;
	esac
}
