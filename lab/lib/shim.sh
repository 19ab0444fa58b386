# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The shim at EL2 (lab/shim/shim.S), for conduits other than SMC: its build, and what
# the device tree says of it.

# The shim's own function for calls by pointer.
SHIM_CALL_BY_POINTER=0xc3000001

# shim_build: prints the image's path. Kept until its source changes.
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

# shim_device_tree DTB CONDUIT TOS: the memory it lies in, and how the Trusted OS is
# reached. OP-TEE adds a node of its own only where there is none.
shim_device_tree() {
	local dtb=$1 conduit=$2 tos=$3
	local node=shim@${SHIM_ADDRESS#0x}
	reserved_memory_node "$dtb" "$node" "$SHIM_ADDRESS" "$SHIM_SIZE"
	fdtput "$dtb" "/reserved-memory/$node" no-map
	if [ "$conduit" = indirect ]; then
		fdtput -p -t s "$dtb" /tee-conduit compatible gtee,conduit-indirect
		fdtput -t s "$dtb" /tee-conduit method smc
		fdtput -t x "$dtb" /tee-conduit function-id "$SHIM_CALL_BY_POINTER"
	fi
	if [ "$tos" = optee ]; then
		fdtput -p -t s "$dtb" /firmware/optee compatible linaro,optee-tz
		fdtput -t s "$dtb" /firmware/optee method "$conduit"
		# Its notifications: shared peripheral interrupt 187, an edge.
		fdtput -t x "$dtb" /firmware/optee interrupts 0 bb 1
	fi
}
