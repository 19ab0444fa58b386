#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs in the guest: TAs of 1 to 8 MB. OP-TEE in the lab can map 6 MiB of shared memory,
# and panics if it needs more. The supplicant must refuse larger TAs.
#
# usage: large.sh UUID

ta=$1
# shellcheck source-path=SCRIPTDIR source=cases.sh
. /tests/cases.sh

# answers SIZE WHAT…: check that a client that opens a session with the TA of this size
# gets this message.
answers() {
	cp "/tests/tas/$1.ta" "/run/tas/$ta.ta"
	shift
	message=$(gtee call "$ta" 0 out:16 2>&1)
	echo "$message" | grep -q "$*" || { echo "$message"; cat /run/large.log; return 1; }
}

starts() {
	tee-supplicant --ta-path /nowhere::/etc/passwd:/run/tas: >/run/large.log 2>&1 &
	tries=200
	until gtee call "$ta" 0 2>&1 | grep -q "item not found\|does not exist\|0xffff0008"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { cat /run/large.log; return 1; }
		usleep 50000
	done
}

killall tee-supplicant 2>/dev/null
mkdir -p /run/tas
check "the supplicant starts" starts
# The TA itself refuses the session, because it accepts only kernel clients.
for size in 1 2 3 4 4.3 5 6; do
	check "$size MB are loaded" answers $size "the Trusted Application returned 0xffff0001"
done
for size in 7 8; do
	check "$size MB are refused" answers $size "0xffff000c"
done
check "the log says why" grep -q "more than the TEE can map; see --map-limit" /run/large.log
check "1 MB is loaded all the same" answers 1 "the Trusted Application returned 0xffff0001"
plan
