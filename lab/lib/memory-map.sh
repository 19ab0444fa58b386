# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
#
# Addresses of the images in the guest's memory at its start. RAM begins at
# 0x40000000, where QEMU puts the device tree. The firmware is built for these
# addresses.

DTB_ADDRESS=0x40000000
KERNEL_ADDRESS=0x50000000
INITRD_ADDRESS=0x58000000

# With the shim, the shim is at the address where the firmware expects the
# kernel, and the kernel follows it. The shim's memory is reserved in the device
# tree.
SHIM_ADDRESS=$KERNEL_ADDRESS
SHIM_SIZE=0x200000
SHIMMED_KERNEL_ADDRESS=0x50200000
