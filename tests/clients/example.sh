# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: the example kernel client (examples/kernel-client).

set -u
. /tests/guest-tap.sh
platform=/sys/bus/platform/drivers/optee
device=$(basename "$(ls -d $platform/*optee*)")
parameters=/sys/module/kernel_client/parameters

# The bytes of "abc" add up to 97 + 98 + 99, modulo 256.
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

# use_it: use the example until /run/stop exists. Without a TEE, it must fail
# with ENODEV and no other error.
use_it() {
	while [ ! -e /run/stop ]; do
		if (echo abc >"$parameters/text") 2>/run/said; then
			[ "$(cat "$parameters/sum")" = 38 ] || cat "$parameters/sum" >>/run/strange
			echo made >>/run/made
		else
			grep -q 'No such device$' /run/said || cat /run/said >>/run/strange
		fi
	done
}

# more_made: wait until the user has received another sum and has begun the next.
more_made() {
	before=$(wc -l </run/made)
	for _ in $(seq 500); do
		[ "$(wc -l </run/made)" = "$before" ] || return 0
		usleep 20000
	done
	return 1
}

unbind_and_bind() {
	rm -f /run/stop /run/strange
	: >/run/made
	use_it &
	for round in $(seq 50); do
		more_made || { echo "round $round: nothing is added up"; break; }
		echo "$device" >"$platform/unbind" || break
		echo "$device" >"$platform/bind" || break
	done
	touch /run/stop
	wait
	[ ! -e /run/strange ] || { cat /run/strange; return 1; }
	[ "$round" = 50 ] || { echo "round $round was the last"; return 1; }
	adds_up
}

# load_and_unload: wait in every tenth round until the example works. Unload it
# immediately in all others.
load_and_unload() {
	for round in $(seq 100); do
		insmod /lib/gtee/kernel_client.ko ||
			{ echo "round $round: it does not load"; return 1; }
		[ "$((round % 10))" != 0 ] || adds_up ||
			{ echo "round $round: it does not add up"; return 1; }
		rmmod kernel_client || { echo "round $round: it does not unload"; return 1; }
	done
}

empty_text() { ! echo 2>/dev/null >"$parameters/text"; }

check "the example loads" insmod /lib/gtee/kernel_client.ko
check "OP-TEE adds up for it" adds_up
check "an empty text is refused" empty_text
check "without a TEE it says so" without_a_tee
check "when the TEE is back it goes on" comes_back
check "the driver is unbound and bound 50 times under use" unbind_and_bind
check "the example unloads" rmmod kernel_client
check "it loads and unloads 100 times" load_and_unload
plan
