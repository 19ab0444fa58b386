# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
#
# Where things lie in the guest's memory when it starts. RAM begins at
# 0x40000000; QEMU puts the device tree there. The firmware is built for these
# addresses.

DTB_ADDRESS=0x40000000
KERNEL_ADDRESS=0x50000000
INITRD_ADDRESS=0x58000000

# With the shim in between, it is where the firmware expects the kernel, and the
# kernel lies behind it. The kernel is told to leave the first of these alone.
SHIM_ADDRESS=$KERNEL_ADDRESS
SHIM_SIZE=0x200000
SHIMMED_KERNEL_ADDRESS=0x50200000
