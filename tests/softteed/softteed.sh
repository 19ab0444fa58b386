# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: programs that use any TEE, with OP-TEE and softteed at the same time, and
# then softteed-test. If patterns are given, only the latter's cases that match.

cd /tests || exit 2
status=0
. ./guest-tap.sh
insmod /lib/gtee/vtee.ko || exit 2

wait_for() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || { echo "still waiting for: $*"; return 1; }
		sleep 0.1
	done
}
serves() { [ -c /dev/tee1 ] && [ -S /tmp/softteed ]; }
is_gone() { [ ! -e /dev/tee1 ]; }

start_softteed() {
	softteed --vtee --socket /tmp/softteed --applications /tests/applications \
		--allow-unsigned 2>/tmp/softteed.log &
	softteed=$!
}

explain() { cat /tmp/softteed.log; }

# prints TEXT COMMAND…: run the command, whose output has to match the text.
prints() {
	text=$1
	shift
	"$@" >/tmp/said 2>&1 || { cat /tmp/said; return 1; }
	grep -q -- "$text" /tmp/said || { cat /tmp/said; return 1; }
}

tells_its_device() { grep -q "serving /dev/tee1" /tmp/softteed.log; }
identities() {
	prints "Trusted OS    softteed" identity softteed &&
		prints "Trusted OS    OP-TEE" identity OP-TEE
}
hello() { prints "Hello, world!" softteed-hello "$1" world; }
shows_both() {
	prints "tee0  *OP-TEE" gtee info && prints "tee1  *softteed" gtee info &&
		prints "driver  *vtee .*software" gtee info --tee tos:softteed
}
lists_its_files() {
	prints "^In /tests/applications:" gtee list --tee tos:softteed &&
		grep -q "3a7d0c52-94e1-4f0b-8a6d-5c2be1f7a940 .*unsigned" /tmp/said &&
		! grep optee_armtz /tmp/said && prints "^In /tests/applications:" gtee list
}
doctor_is_content() {
	prints "gtee's: tee.* vtee" gtee doctor --tee tos:softteed &&
		prints "tee1 answers" gtee doctor --tee tos:softteed &&
		prints "No faults" gtee doctor --tee tos:softteed
}
calls() {
	prints 42 gtee call --tee tos:softteed 3a7d0c52-94e1-4f0b-8a6d-5c2be1f7a940 1 \
		value:40,2 value-out
}

without_the_device() {
	! timeout 20 softteed --vtee 2>/tmp/said || { echo "it has started"; return 1; }
	grep -q "can't create a TEE device with /dev/vtee: No such file or directory" /tmp/said ||
		{ cat /tmp/said; return 1; }
}

# An ordinary user who has been given /dev/vtee
as_a_user() {
	chown alice /dev/vtee || return 1
	su alice -c 'exec softteed --vtee --applications /tests/applications --allow-unsigned' \
		>/dev/null 2>/tmp/softteed.log &
	server=$!
	wait_for test -c /dev/tee1 && hello /dev/tee1
	status=$?
	kill "$server"
	wait_for is_gone || status=1
	chown root /dev/vtee
	return "$status"
}

if [ $# = 0 ]; then
	start_softteed
	check "softteed starts beside OP-TEE" wait_for serves
	check "it tells its device" tells_its_device
	check "a program finds each of them by name" identities
	check "hello runs on OP-TEE" hello /dev/tee0
	check "hello runs on softteed's device" hello /dev/tee1
	check "hello runs on softteed's socket" hello unix:/tmp/softteed
	check "gtee info shows both" shows_both
	check "gtee list shows what softteed has, and no files of OP-TEE's" lists_its_files
	check "gtee doctor finds no fault" doctor_is_content
	check "gtee call calls hello" calls
	kill "$softteed" && wait "$softteed"
	verdict "softteed stops when it's told to" $?
	check "its device goes" wait_for is_gone
	check "an ordinary user can serve a device" as_a_user
	rmmod vtee
	check "softteed says that there's no /dev/vtee" without_the_device
	insmod /lib/gtee/vtee.ko || exit 2
	(plan) || status=1
fi
COUNT_CLIENTS_ONLY=1 ./softteed-test "$@" 2>/tmp/softteed.log || status=1
[ "$status" = 0 ] || tail -n 100 /tmp/softteed.log | sed 's/^/# /'
# Removals go on for a moment after the last softteed has died.
rmmod vtee || status=1
exit "$status"
