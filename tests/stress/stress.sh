# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: unload and load the modules a hundred times in a row, with a client
# in every fifth round.

MODULES="tee_conduit tee optee"
ROUNDS=100
n=0

load() {
	for module in $MODULES; do
		insmod "/lib/gtee/$module.ko" || return 1
	done
	[ -c /dev/tee0 ]
}

unload() {
	rmmod optee && rmmod tee && rmmod tee_conduit
}

rounds() {
	while [ "$n" -lt "$ROUNDS" ]; do
		n=$((n + 1))
		unload || { echo "# round $n: the modules do not unload"; return 1; }
		load || { echo "# round $n: the modules do not load"; return 1; }
		[ $((n % 5)) -ne 0 ] || ./stress-test --helper=one_client ||
			{ echo "# round $n: the client failed"; return 1; }
	done
}

# free_kib: print the available memory in KiB. Pages that the kernel leaks reduce it.
free_kib() { sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo; }

killall tee-supplicant 2>/dev/null
unload && load || exit 2
before=$(free_kib)
if rounds; then
	echo "ok 1 - modules come and go $ROUNDS times"
else
	echo "not ok 1 - modules come and go $ROUNDS times"
fi
after=$(free_kib)
if [ "$((before - after))" -lt 16384 ]; then
	echo "ok 2 - nothing is left behind by $ROUNDS rounds"
else
	echo "not ok 2 - nothing is left behind by $ROUNDS rounds"
	echo "# available: expected about $before KiB as before, got $after KiB"
fi
echo "1..2"
