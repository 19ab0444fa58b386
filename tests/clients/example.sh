# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: the example of a kernel client (examples/kernel-client).

set -u
. /tests/guest-tap.sh
platform=/sys/bus/platform/drivers/optee
device=$(basename "$(ls -d $platform/*optee*)")
parameters=/sys/module/kernel_client/parameters

# "abc" is 97 + 98 + 99, modulo 256.
adds_up() {
	for _ in $(seq 100); do
		if echo abc 2>/dev/null >"$parameters/text"; then
			[ "$(cat "$parameters/sum")" = 38 ] && return
			cat "$parameters/sum"
			return 1
		fi
		usleep 20000
	done
	return 1
}

without_a_tee() {
	echo "$device" >"$platform/unbind"
	! echo abc 2>/dev/null >"$parameters/text"
}

comes_back() {
	echo "$device" >"$platform/bind" && adds_up
}

empty_text() { ! echo 2>/dev/null >"$parameters/text"; }

check "the example loads" insmod /lib/gtee/kernel_client.ko
check "OP-TEE adds up for it" adds_up
check "an empty text is refused" empty_text
check "without a TEE it says so" without_a_tee
check "when the TEE is back it goes on" comes_back
check "the example unloads" rmmod kernel_client
plan
