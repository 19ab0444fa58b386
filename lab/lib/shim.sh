# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The conduits by which a run can reach secure world, and the shim at EL2 (lab/shim/shim.S) that
# some of them need: its build and its part of the device tree.

# The shim's function ID for calls by pointer.
SHIM_CALL_BY_POINTER=0xc3000001

# conduit_needs_shim CONDUIT: the firmware receives only SMCs.
conduit_needs_shim() { [ "$1" = hvc ] || [ "$1" = indirect ]; }

# conduit_is_smccc CONDUIT: one that upstream's modules know as well.
conduit_is_smccc() { [ "$1" = smc ] || [ "$1" = hvc ]; }

# conduit_is_built_in CONDUIT: one of those that tee_conduit.ko registers.
conduit_is_built_in() { conduit_is_smccc "$1" || [ "$1" = indirect ]; }

# shim_build: build the image if its source, its address or the compiler has
# changed; print its path.
shim_build() {
	local source=$LAB_DIR/shim/shim.S image new
	image=$LAB_BUILD/shim/$({
		cat "$source" "$LAB_DIR/lib/memory-map.sh"
		aarch64-linux-gnu-gcc --version
	} | hash_stdin).bin
	if [ ! -e "$image" ]; then
		mkdir -p "$LAB_BUILD/shim"
		new=$(mktemp -d "$LAB_BUILD/shim/.new.XXXXXX")
		aarch64-linux-gnu-gcc -nostdlib -static -Wl,--build-id=none -Wl,-N \
			-Wl,--no-warn-rwx-segments \
			-DKERNEL_ENTRY="$SHIMMED_KERNEL_ADDRESS" -DMAX_PROCESSORS=8 \
			-Wl,-Ttext="$SHIM_ADDRESS" "$source" -o "$new/shim.elf"
		aarch64-linux-gnu-objcopy -O binary "$new/shim.elf" "$new/shim.bin"
		publish "$new/shim.bin" "$image"
		rm -rf "$new"
	fi
	echo "$image"
}

# shim_device_tree DTB CONDUIT: add the memory of the shim, and the conduit "indirect".
shim_device_tree() {
	local dtb=$1 conduit=$2
	local node=shim@${SHIM_ADDRESS#0x}
	reserved_memory_node "$dtb" "$node" "$SHIM_ADDRESS" "$SHIM_SIZE"
	fdtput "$dtb" "/reserved-memory/$node" no-map
	if [ "$conduit" = indirect ]; then
		fdtput -p -t s "$dtb" /tee-conduit compatible gtee,conduit-indirect
		fdtput -t s "$dtb" /tee-conduit method smc
		fdtput -t x "$dtb" /tee-conduit function-id "$SHIM_CALL_BY_POINTER"
	fi
}
