# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The emulated machine: QEMU's board with a secure world, and its device tree.

# shellcheck source-path=SCRIPTDIR source=memory-map.sh
. "$LAB_DIR/lib/memory-map.sh"

QEMU=qemu-system-aarch64

# machine_args SMP MEM CONDUIT: print the options that the device tree depends
# on. This OP-TEE requires a GICv3. The shim needs EL2.
machine_args() {
	local el2=
	! conduit_needs_shim "$3" || el2=,virtualization=on
	printf '%s\n' -M "virt,secure=on$el2,gic-version=3" -cpu cortex-a57 -smp "$1" -m "$2"
}

# kvm_works: whether KVM can run code; the device alone does not prove it. Run a
# boot sector that ends QEMU with a known status (mov al, 16; out 0xf4, al;
# hlt).
kvm_works() {
	local sector=$RUN/kvm-probe status=0
	[ -w /dev/kvm ] || return 1
	{
		printf '\xb0\x10\xe6\xf4\xf4'
		head -c 505 /dev/zero
		printf '\x55\xaa'
	} >"$sector"
	timeout --signal=KILL 10 qemu-system-x86_64 -M q35 -accel kvm -nodefaults -display none \
		-no-reboot \
		-device isa-debug-exit,iobase=0xf4,iosize=4 \
		-drive "if=none,id=probe,format=raw,readonly=on,file=${sector//,/,,}" \
		-device ide-hd,drive=probe,bus=ide.0 >/dev/null 2>&1 </dev/null || status=$?
	[ "$status" = 33 ]
}

# amd64_args KERNEL INITRD BOOTARGS: print the options of the machine without
# TrustZone. It uses KVM if the host permits it. With emulation, all CPUs share
# one thread: with a thread each, a CPU may still run the breakpoint by which
# Linux patches code after Linux has finished ("Oops: int3").
amd64_args() {
	local accelerator=tcg,thread=single
	! kvm_works || accelerator=kvm
	printf '%s\n' -M q35 -accel "$accelerator" -cpu max -kernel "$1" -initrd "$2" -append "$3"
}

# seed FIXED N: print N 32-bit cells for fdtput, random ones or always the same.
seed() {
	if [ "$1" = yes ]; then
		seq "$2"
	else
		od -An -N$((4 * $2)) -tx4 -w$((4 * $2)) /dev/urandom
	fi
}

# optee_seed FIXED: print two cells, from which OP-TEE derives its address. It
# adds the first cell, read in little-endian order, to its link address. Its
# eight translation tables do not suffice for a large Trusted Application if its
# memory crosses a GiB boundary. Therefore the offset is 32 to 512 MiB, which
# stays within the first GiB.
optee_seed() {
	local random offset
	[ "$1" != yes ] || { seed yes 2; return; }
	random=$(od -An -N4 -tu4 /dev/urandom)
	offset=$((0x02000000 + (random % 0x1e000 << 12)))
	printf '%02x%02x%02x%02x 0\n' $((offset & 255)) $((offset >> 8 & 255)) \
		$((offset >> 16 & 255)) $((offset >> 24))
}

# device_tree OUT FIRMWARE SMP MEM INITRD_SIZE FIXED BOOTARGS TOS CONDUIT: write
# the board's own tree, with the additions of a boot loader. QEMU's answer is
# cached. With FIXED=yes, runs are identical to the instruction on any host,
# because the seeds for the address layout of both worlds are fixed. Otherwise,
# each run has its own seeds.
device_tree() {
	local out=$1 firmware=$2 size=$5 fixed=$6 bootargs=$7 tos=$8 conduit=$9 base node
	local -a args
	mapfile -t args < <(machine_args "$3" "$4" "$conduit")
	base=$LAB_BUILD/dtb/$({ "$QEMU" --version; echo "${args[*]}"; } | hash_stdin).dtb
	if [ ! -e "$base" ]; then
		mkdir -p "${base%/*}"
		# Pass the firmware: without it, the board has a GPIO controller
		# that the machine of the run does not have.
		"$QEMU" -nodefaults -bios "$firmware" "${args[@]/virt,/virt,dumpdtb=$out,}" \
			-display none >&2 ||
			die "$QEMU does not take: ${args[*]}" "its own message stands above"
		publish "$out" "$base"
	fi
	cp "$base" "$out"
	fdtput -t s "$out" /chosen bootargs "$bootargs"
	fdtput -t x "$out" /chosen linux,initrd-start "$INITRD_ADDRESS"
	fdtput -t x "$out" /chosen linux,initrd-end \
		"$(printf '0x%x' $((INITRD_ADDRESS + size)))"
	# OP-TEE adds its own node at boot; the TSP does not.
	if [ "$tos" = tsp ]; then
		fdtput -p -t s "$out" /firmware/tsp compatible trustedfirmware,tsp
		fdtput -t s "$out" /firmware/tsp method "$conduit"
	fi
	if [ "$tos" = optee ] && [ "$conduit" != smc ]; then
		optee_device_tree "$out" "$conduit"
	fi
	! conduit_needs_shim "$conduit" || shim_device_tree "$out" "$conduit"
	# shellcheck disable=SC2046
	for node in /chosen /secure-chosen; do
		fdtput -t x "$out" "$node" rng-seed $(seed "$fixed" 8)
	done
	# shellcheck disable=SC2046
	fdtput -t x "$out" /chosen kaslr-seed $(seed "$fixed" 2)
	# shellcheck disable=SC2046
	fdtput -t x "$out" /secure-chosen kaslr-seed $(optee_seed "$fixed")
}

# optee_device_tree DTB CONDUIT: OP-TEE's node. OP-TEE adds one, for SMC, only if there is none.
optee_device_tree() {
	fdtput -p -t s "$1" /firmware/optee compatible linaro,optee-tz
	fdtput -t s "$1" /firmware/optee method "$2"
	# Its notifications: shared peripheral interrupt 187, an edge.
	fdtput -t x "$1" /firmware/optee interrupts 0 bb 1
}

# reserved_memory_node DTB NODE ADDRESS SIZE: add a node to /reserved-memory of
# the device tree. OP-TEE adds its own nodes there.
reserved_memory_node() {
	fdtput -p -t x "$1" "/reserved-memory/$2" reg 0 "$3" 0 "$4"
	fdtput -t x "$1" /reserved-memory '#address-cells' 2
	fdtput -t x "$1" /reserved-memory '#size-cells' 2
	fdtput "$1" /reserved-memory ranges
}

# reserve_memory DTB ADDRESS,SIZE[,reusable]…: reserve memory in the device
# tree. Linux accepts "reusable" only if the memory can become a DMA pool.
reserve_memory() {
	local dtb=$1 address size reusable node
	shift
	while [ $# -gt 0 ]; do
		IFS=, read -r address size reusable <<<"$1"
		node=lab@${address#0x}
		reserved_memory_node "$dtb" "$node" "$address" "$size"
		if [ -n "$reusable" ]; then
			fdtput -t s "$dtb" "/reserved-memory/$node" compatible shared-dma-pool
			fdtput "$dtb" "/reserved-memory/$node" reusable
		fi
		shift
	done
}
