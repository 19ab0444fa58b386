# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest, which is started without a supplicant: the parts of tests/rng. Each
# part leaves OP-TEE's driver bound, a supplicant running, and tee_rng loaded.
#
# usage: sh guest.sh [PART…]

. /tests/guest-tap.sh

# check NAME COMMAND…: like check in guest-tap.sh, but in this shell, because some
# commands wait for its child processes.
check() {
	name=$1
	shift
	"$@" >/run/output 2>&1
	verdict "$name" $? "failed: $*" "$(cat /run/output)"
}

HW=/sys/class/misc/hw_random
FAKE=/sys/kernel/debug/tee_fake
STATS=/sys/kernel/debug/tee/tee0/stats
TA=/usr/lib/optee_armtz/98634850-5b5e-4256-8328-4e0e0ba3b7a6.ta
PSEUDO_TA=ab7a617c-b8e7-4d8f-8301-d09b61036b64
PARTS="order ta supplicant file numbers reads unbind load stopped fake log"

explain() {
	echo "available: $(cat $HW/rng_available), current: $(cat $HW/rng_current)"
	dmesg | grep tee_rng | tail -n 5
}

# within TENTHS COMMAND…: repeat the command until it succeeds, for at most TENTHS tenths
# of a second.
within() {
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		usleep 100000
	done
}

not() { ! "$@"; }
runs() { pidof "$1" >/dev/null; }
listed() { grep -qw "${1:-tee0-rng}" "$HW/rng_available"; }
gives() { [ "$(head -c "$1" /dev/hwrng 2>/dev/null | wc -c)" = "$1" ]; }
loaded() { [ -d "/sys/module/$1/holders" ]; }

# supplicant: start the installed one. no_supplicant: kill it, and wait until it has exited.
supplicant() { tee-supplicant -d >/dev/null 2>&1; }
no_supplicant() {
	killall -q -KILL tee-supplicant
	within 50 not runs tee-supplicant
}

# in_time COMMAND…: wait for tee_rng to find a TEE. Its search pauses for up to 8 s, or
# longer on a busy host.
in_time() { within 250 "$@"; }

# refusals: print how many calls the TEE has refused. It refuses to open a session if it
# does not have the TA.
refusals() { sed -n 's/^refusals //p' "$STATS"; }

# refused TIMES BEFORE: check that the TEE has refused at least TIMES calls since the
# count was BEFORE.
refused() { [ "$(refusals)" -ge $(($2 + $1)) ]; }

part_order() {
	rmmod tee_rng
	no_supplicant
	rmmod optee
	insmod /lib/gtee/tee_rng.ko
	usleep 500000
	check "without a TEE there is no source" not listed
	check "and reads say so at once" not gives 1
	insmod /lib/gtee/optee.ko
	supplicant
	check "a TEE that comes later becomes a source" in_time listed
	check "which is the one in use" grep -qx tee0-rng "$HW/rng_current"
	check "and gives numbers" gives 1000
	no_supplicant
	check "the source does not keep the TEE's driver" rmmod optee
	check "and is gone with it" not listed
	insmod /lib/gtee/optee.ko
	supplicant
	check "and comes back" in_time listed
	rmmod tee_rng
	check "the source goes with its module" not listed
	insmod /lib/gtee/tee_rng.ko
	check "a TEE that is there becomes a source" in_time listed
	# If OP-TEE has the pseudo TA, that one is the source.
	if [ -e "/sys/bus/tee/devices/optee-ta-$PSEUDO_TA" ]; then
		check "the source is the pseudo application" said "by $PSEUDO_TA"
	else
		check "the source is the Trusted Application" said \
			"by 98634850-5b5e-4256-8328-4e0e0ba3b7a6"
	fi
	check "the quality is what is known of the TEE: nothing" grep -qx 1 "$HW/rng_quality"
	rmmod tee_rng
	insmod /lib/gtee/tee_rng.ko quality=700
	check "the administrator may know better" in_time grep -qx 700 "$HW/rng_quality"
	rmmod tee_rng
	check "a quality that is none is refused" not insmod /lib/gtee/tee_rng.ko quality=1025 \
		2>/dev/null
	insmod /lib/gtee/tee_rng.ko
	in_time listed
}

said() { dmesg | grep tee_rng | tail -n 3 | grep -q "$1"; }

part_ta() {
	insmod /lib/gtee/ta_rng_test.ko
	cat /sys/kernel/debug/ta_rng_test/results
	rmmod ta_rng_test
	rmmod tee_rng
	/tests/rng-test 'programs_*' || failed=1
	insmod /lib/gtee/tee_rng.ko
	in_time listed
}

part_supplicant() {
	rmmod tee_rng
	no_supplicant
	before=$(refusals)
	insmod /lib/gtee/tee_rng.ko
	check "without a supplicant the search is refused" in_time refused 1 "$before"
	check "without a supplicant there is no source" not listed
	supplicant
	check "a supplicant that comes later brings it" in_time listed
	dd if=/dev/hwrng of=/dev/null bs=4096 count=2000 2>/run/dd &
	reader=$!
	for _ in 1 2 3 4 5; do
		no_supplicant
		usleep 200000
		supplicant
		usleep 200000
	done
	check "supplicants that come and go do not disturb a reader" wait "$reader"
	check "nor make numbers too few" grep -q "^2000+0 records in" /run/dd
	no_supplicant
	check "numbers come without a supplicant, once there was one" gives 100000
	supplicant
}

part_file() {
	rmmod tee_rng
	mv "$TA" /run/ta
	before=$(refusals)
	insmod /lib/gtee/tee_rng.ko
	check "without its file the search is refused" in_time refused 1 "$before"
	check "without the Trusted Application's file there is no source" not listed
	# The first refusal may belong to a search that began before the file changed.
	head -c 20000 /run/ta >"$TA"
	before=$(refusals)
	check "with half of it the search is refused" in_time refused 2 "$before"
	check "nor with half of it" not listed
	# Flip a bit of the program, so that its hash does not match.
	cp /run/ta /run/wrong
	printf '\377' | dd of=/run/wrong bs=1 seek=60000 conv=notrunc 2>/dev/null
	cp /run/wrong "$TA"
	before=$(refusals)
	check "with a wrong byte in it the search is refused" in_time refused 2 "$before"
	check "nor with a wrong byte in it" not listed
	cp /run/ta "$TA"
	check "with the file there is" in_time listed
}

# fips SOURCE: print how many blocks of 2500 bytes pass the tests of FIPS 140-2, and how many fail.
fips() {
	/tests/rngtest <"$1" 2>&1 |
		sed -n 's/^rngtest: FIPS 140-2 \(successes\|failures\): //p' | xargs
}

# few_failures "PASSED FAILED": check that at most five of 419 blocks, which is a MiB,
# fail. With true random numbers, one block in about 1250 fails: at least one of 419 in
# about one run of three, and more than five in about one run in a million.
few_failures() {
	echo "# FIPS 140-2 blocks that pass and fail: $1"
	[ "${1% *}" -ge 414 ] && [ "${1#* }" -le 5 ]
}

part_numbers() {
	head -c 1048576 /dev/hwrng >/run/numbers
	check "a MiB is a MiB" [ "$(wc -c </run/numbers)" = 1048576 ]
	check "FIPS 140-2 blocks of it pass" few_failures "$(fips /run/numbers)"
	# 100 blocks, after four bytes that the first comparison uses
	head -c 250004 /dev/zero >/run/zeros
	check "and those of no random numbers do not" [ "$(fips /run/zeros)" = "0 100" ]
	rm /run/numbers /run/zeros
}

part_reads() {
	# shellcheck disable=SC2034 # guest-tap.sh's
	/tests/rng-test 'read*' 'a_read*' || failed=1
}

# Check that the log has only these lines of the module, and therefore no random number.
part_log() {
	dmesg | grep tee_rng: | sed -E 's/^(\[[^]]*\])+ //' >/run/log
	of_tee="random numbers by [0-9a-f-]{36}, quality [0-9]+ of 1024|no more random numbers"
	of_tee="$of_tee|the TEE refuses with 0x[0-9a-f]+ from [0-9]|its numbers are not sound"
	of_tee="$of_tee|not taken by the kernel: -[0-9]+"
	of_module="quality is 1 to 1024 bits in 1024, not [0-9]+"
	check "the log holds nothing but these sentences" not grep -qvE \
		"^tee_rng: (tee[0-9]+-rng: ($of_tee)|$of_module)$" /run/log
	check "and some of them" grep -q "random numbers by" /run/log
}

# reader: read while /run/go exists, with any result, and print the number of bytes read.
reader() {
	while [ -e /run/go ]; do
		head -c 100000 /dev/hwrng 2>/dev/null
	done | wc -c >"/run/read.$1"
}

part_unbind() {
	driver=/sys/bus/platform/drivers/optee
	for device in "$driver"/*optee*; do device=${device##*/}; break; done
	touch /run/go
	reader 1 &
	one=$!
	reader 2 &
	two=$!
	round=0
	unbinds=10
	[ -z "${LONG:-}" ] || unbinds=50
	while [ "$round" -lt "$unbinds" ]; do
		round=$((round + 1))
		no_supplicant
		echo "$device" >"$driver/unbind" || break
		within 100 not listed || { echo "# round $round: still listed"; break; }
		echo "$device" >"$driver/bind" || break
		supplicant
		in_time listed || { echo "# round $round: not listed"; break; }
		[ $((round % 5)) -ne 0 ] || usleep 100000
	done
	rm /run/go
	wait "$one" "$two"
	echo "# $round rounds; read meanwhile: $(cat /run/read.1) and $(cat /run/read.2) bytes"
	check "the driver is unbound and bound $unbinds times under use" [ "$round" = "$unbinds" ]
	check "and numbers come in between" [ "$(cat /run/read.1)" -gt 100000 ]
	check "and after" gives 1000
}

part_load() {
	round=0
	while [ "$round" -lt 100 ]; do
		round=$((round + 1))
		rmmod tee_rng || break
		insmod /lib/gtee/tee_rng.ko || break
		# Unload the module during its search in some rounds, and during a read in others.
		[ $((round % 3)) -eq 0 ] || continue
		in_time listed || break
		[ $((round % 2)) -eq 0 ] || { head -c 1000000 /dev/hwrng >/dev/null 2>&1 & }
	done
	check "the module comes and goes 100 times" [ "$round" = 100 ]
	wait
	check "and gives numbers after" in_time gives 1000
}

part_stopped() {
	rmmod tee_rng
	killall -STOP tee-supplicant
	insmod /lib/gtee/tee_rng.ko
	usleep 1000000
	rmmod tee_rng &
	unloading=$!
	check "a supplicant that does not answer does not keep the module" \
		within 100 not loaded tee_rng
	# Continue with the other parts, regardless of the result.
	killall -CONT tee-supplicant
	wait "$unloading"
	insmod /lib/gtee/tee_rng.ko
	# A signal must not end the module's thread.
	kill -KILL "$(pidof tee_rng)"
	check "and the search goes on" in_time listed
	check "and stays what it was" runs tee_rng
}

knob() { echo "$2" >"$FAKE/knobs/$1"; }
control() { echo "$1" >"$FAKE/control"; }
invokes() { sed -n 's/^invokes //p' "$FAKE/counters"; }
called_for_a_page_since() {
	[ "$(invokes)" -gt "$1" ] && grep -q '^invoke.*+1000 of 1000' "$FAKE/last_call"
}

# bad NAME KNOB VALUE GOOD: check that a TEE with this value of the knob returns no
# numbers and is dropped as a source, and that with GOOD it becomes the source again.
bad() {
	knob "$2" "$3"
	usleep 150000
	check "$1: reads fail" not gives 100
	check "$1: it is dropped" in_time not listed
	usleep 1000000
	check "$1: and not taken back" not listed
	knob "$2" "$4"
	check "$1: until it is sound" in_time listed
}

# If a read hangs in the TEE, it must end when its process is killed. Other reads end when
# the TEE returns.
hanging_tee() {
	knob invoke_hang 1
	usleep 150000
	head -c 100 /dev/hwrng >/dev/null 2>&1 &
	victim=$!
	usleep 500000
	kill -KILL "$victim"
	check "a reader that hangs in the TEE can be killed" within 50 not kill -0 "$victim" \
		2>/dev/null
	check "one that is not finds an error in time" not gives 100
	check "and the TEE is dropped" within 50 not listed
	knob invoke_hang 0
	control release
	check "and taken back when it goes on" in_time gives 100
}

# After a call's caller has timed out, the call keeps its memory until it returns, and the
# memory is then wiped. Until then, numbers are read into other memory.
abandoned_call() {
	knob invoke_delay_ms 2000
	usleep 150000
	before=$(invokes)
	# The first read requests few bytes. A read soon after it requests a full buffer.
	head -c 10000 /dev/hwrng >/dev/null 2>&1 &
	victim=$!
	check "a reader of much makes a call for a whole page" within 250 \
		called_for_a_page_since "$before"
	kill -KILL "$victim"
	wait "$victim" 2>/dev/null
	knob invoke_delay_ms 0
	check "numbers are not wiped before they are read" /tests/rng-test --helper=no_zeros
}

announced_service() {
	knob only_announced 1
	control unregister
	control register
	check "a TEE without the Trusted Application is no source" in_time not listed
	knob told_rate 6400
	knob told_quality 512
	control announce
	check "a service on the tee bus is one at once" listed
	check "with the quality that it tells" grep -qx 512 "$HW/rng_quality"
	check "and gives numbers" gives 1000
	check "with a call for each read" [ "$(invokes)" -gt 10 ]
	knob memref_none 1
	usleep 150000
	check "one that has nothing now fails a read that waits" not gives 100
	knob memref_none 0
	control unannounce
	check "it goes with its device" not listed
	knob told_quality 0
	control announce
	check "one that tells no quality gets the least" grep -qx 1 "$HW/rng_quality"
	control unannounce
	knob told_quality 70000
	control announce
	check "one that boasts gets the most" grep -qx 1024 "$HW/rng_quality"
	knob only_announced 0
	control unannounce
	check "the Trusted Application takes its place" in_time listed
	control announce
	check "and makes room for it again" listed
	check "which is the announced one" said "by $PSEUDO_TA"
	control unannounce
}

part_fake() {
	no_supplicant
	rmmod tee_rng
	rmmod optee
	insmod /lib/gtee/tee_fake.ko
	insmod /lib/gtee/tee_rng.ko
	usleep 1000000
	check "a TEE that writes nothing is no source" not listed
	knob fill 1
	check "one that does is" in_time listed
	check "and gives numbers" gives 100000
	bad "more than was asked for" memref_size 5000 0
	bad "much more" memref_size 4294967295 0
	bad "nothing written" fill 0 1
	bad "an error" invoke_ret $((0xffff0000)) 0
	bad "a dead application" invoke_ret $((0xffff3024)) 0
	bad "a call that fails" invoke_errno 5 0
	knob memref_size 7
	check "less than was asked for will do" gives 1000
	knob memref_size 0
	for busy in "invoke_ret $((0xffff000d))" "memref_none 1"; do
		# shellcheck disable=SC2086
		knob $busy
		usleep 150000
		check "$busy, nothing now: a read fails in time" not gives 100
		knob "${busy% *}" 0
		check "$busy, nothing now: it keeps its place" listed
	done
	abandoned_call
	hanging_tee
	announced_service
	control unregister
	check "the source goes with its TEE" in_time not listed
	rmmod tee_rng
	rmmod tee_fake
	insmod /lib/gtee/optee.ko
	supplicant
	insmod /lib/gtee/tee_rng.ko
	check "OP-TEE is a source again" in_time listed
}

loaded tee_rng || { insmod /lib/gtee/tee_rng.ko && supplicant && in_time listed; }
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $PARTS
for part in "$@"; do
	"part_$part"
done
no_supplicant
rmmod tee_rng
check "the module goes at the end" not loaded tee_rng
plan
