# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: unload the module, unbind the driver and kill the supplicant while
# keys are created and used.

set -u
. /tests/guest-tap.sh
. /tests/no-key-left.sh
ko=/lib/gtee/tee_keys.ko
platform=/sys/bus/platform/drivers/optee
device=$(basename "$(ls -d $platform/*optee*)")
unbinds=10
[ -z "${LONG:-}" ] || unbinds=50
# With the debug kernel, the TA takes longer to load, and it is loaded for each user.
slow_machine=
[ ! -e /sys/kernel/debug/kmemleak ] || slow_machine=timeout_ms=60000

stop_supplicant() {
	killall -q tee-supplicant
	while pidof tee-supplicant >/dev/null; do usleep 10000; done
}

make_key() { keyctl add tee "$1" "new 32" @u >/dev/null; }

load_and_unload() {
	for round in $(seq 100); do
		insmod "$ko" || { echo "round $round: it does not load"; return 1; }
		# In every tenth round keys exist, which are removed with the module.
		if [ "$((round % 10))" = 0 ]; then
			make_key "key$round" || { echo "round $round: no key"; return 1; }
		fi
		rmmod tee_keys || { echo "round $round: it does not unload"; return 1; }
	done
}

# use_keys: create keys in a separate keyring until /run/stop exists. Three errors are
# permitted: no TEE; no memory, which OP-TEE returns without a supplicant; and a
# communication error, if the supplicant ends during the call. Any other error, or a hang,
# is a failure.
use_keys() {
	while [ ! -e /run/stop ]; do
		if keyctl session - sh -c '
			key=$(keyctl add tee k "new 32" @s 2>&1) || { echo "$key"; exit 1; }
			keyctl add tee l "load $(keyctl pipe $key)" @s 2>&1' \
			>"$1.out" 2>/dev/null; then
			echo made >>"$1"
		else
			grep -qE 'No such device|Cannot allocate memory|Input/output error' \
				"$1.out" ||
				cat "$1.out" >>/run/strange
		fi
	done
}

made() { cat /run/made.* 2>/dev/null | wc -l; }

# more_made: wait until the users have created another key and have begun the next.
more_made() {
	before=$(made)
	for _ in $(seq 500); do
		[ "$(made)" = "$before" ] || return 0
		usleep 20000
	done
	return 1
}

unbind_and_bind() {
	rm -f /run/stop /run/strange /run/made.*
	for user in 1 2; do use_keys "/run/made.$user" & done
	for round in $(seq "$unbinds"); do
		more_made || { echo "round $round: nobody makes keys"; return 1; }
		echo "$device" >"$platform/unbind" ||
			{ echo "round $round: it does not unbind"; return 1; }
		echo "$device" >"$platform/bind" ||
			{ echo "round $round: it does not bind"; return 1; }
		# The supplicant lost its device when the driver was unbound.
		stop_supplicant
		tee-supplicant -d || { echo "round $round: no supplicant"; return 1; }
	done
	touch /run/stop
	wait
	[ ! -e /run/strange ] || { cat /run/strange; dmesg | tail -n 20; return 1; }
}

restart_supplicant() {
	for round in $(seq 10); do
		stop_supplicant
		# Ignore an error: if the TA is not loaded yet, loading it needs the supplicant.
		make_key without || :
		tee-supplicant -d
		make_key "with$round" || { echo "round $round: no key"; return 1; }
	done
}

no_tee() {
	echo "$device" >"$platform/unbind"
	message=$(keyctl add tee none "new 32" @u 2>&1)
	status=$?
	echo "$device" >"$platform/bind"
	stop_supplicant
	tee-supplicant -d
	[ "$status" != 0 ] && [ "$message" = "add_key: No such device" ] ||
		{ echo "$message"; return 1; }
}

comes_back() {
	keyctl clear @u
	for _ in $(seq 50); do make_key back && return; usleep 100000; done
	return 1
}

module_first() {
	stop_supplicant
	# shellcheck disable=SC2086 # none, or one
	rmmod optee && insmod "$ko" $slow_machine || return 1
	! make_key early || { echo "a key without a TEE"; return 1; }
	insmod /lib/gtee/optee.ko && tee-supplicant -d || return 1
	comes_back
}

# The driver's module can be unloaded while this one is loaded, because only keys in use
# hold a reference to it.
driver_can_go() {
	sleep 3
	stop_supplicant
	rmmod optee && insmod /lib/gtee/optee.ko && tee-supplicant -d && comes_back
}

check "the module loads and unloads 100 times, with keys now and then" load_and_unload
check "the module loads before its TEE" module_first
check "its TEE's module comes and goes meanwhile" driver_can_go
check "without a TEE there is no key" no_tee
check "when the TEE is back there is" comes_back
check "the driver is unbound and bound $unbinds times under use" unbind_and_bind
check "the supplicant is restarted 10 times" restart_supplicant
check "the module unloads, and its keys with it" rmmod tee_keys
check "no key is left behind" no_key_left
plan
