# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034
#
# Where things lie in the guest's memory when it starts. RAM begins at
# 0x40000000; QEMU puts the device tree there. The firmware is built for these
# addresses.

DTB_ADDRESS=0x40000000
KERNEL_ADDRESS=0x50000000
INITRD_ADDRESS=0x58000000
