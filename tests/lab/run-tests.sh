#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Tests of the lab itself: that it passes on what a command says and prints, and
# that no way in which a guest may go wrong counts as a pass.
#
# usage: tests/lab/run-tests.sh [PATTERN]    only the cases whose name matches

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
RUN=$ROOT/lab/run
PATTERN=${1:-.}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
PASSED=0 FAILED=0

# lab STATUS ARGUMENT…: runs the lab; the status must be that one. Its output is
# then in $WORK/out, its messages in $WORK/err.
lab() {
	local want=$1 status=0
	shift
	"$RUN" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
	[ "$status" = "$want" ] && return 0
	echo "exit status $status, not $want, of: lab/run $*"
	tail -n 20 "$WORK/err"
	return 1
}

printed() {
	[ "$(cat "$WORK/out")" = "$1" ] && return 0
	echo "printed '$(head -c 200 "$WORK/out")', not '$1'"
	return 1
}

said() {
	grep -q "$1" "$WORK/err" && return 0
	echo "the messages do not say '$1':"
	tail -n 20 "$WORK/err"
	return 1
}

status_zero() { lab 0 --modules none -- true; }
status_three() { lab 3 --modules none -- sh -c 'exit 3'; }
status_not_found() { lab 127 --modules none -- no-such-command; }
status_of_signal() { lab 137 --modules none -- sh -c 'kill -9 $$'; }

arguments_as_they_are() {
	# shellcheck disable=SC2016
	lab 0 --modules none -- printf '[%s]' 'a b' "it's" '$HOME' '' '*' '"' $'new\nline' &&
		printed $'[a b][it\'s][$HOME][][*]["][new\nline]'
}

bytes_intact() {
	mkdir -p "$WORK/overlay/lib/firmware"
	{
		for code in $(seq 0 255); do
			# shellcheck disable=SC2059
			printf "\\x$(printf %x "$code")"
		done
		head -c $((10 * 1024 * 1024)) /dev/urandom
	} >"$WORK/overlay/lib/firmware/bytes"
	# A folder of the overlay that is a link in the guest stays one.
	lab 0 --modules none --overlay "$WORK/overlay" -- cat /usr/lib/firmware/bytes &&
		cmp "$WORK/out" "$WORK/overlay/lib/firmware/bytes"
}

overlays_in_order() {
	mkdir -p "$WORK/one/etc" "$WORK/two/etc"
	echo one >"$WORK/one/etc/which"
	echo one >"$WORK/one/etc/first"
	echo two >"$WORK/two/etc/which"
	lab 0 --modules none --overlay "$WORK/one" --overlay "$WORK/two" -- cat /etc/first /etc/which &&
		printed $'one\ntwo'
}

time_out() {
	lab 124 --modules none --timeout 20 -- sh -c 'echo before; sleep 1000' &&
		printed before && said time-out
}

time_out_before_boot() { lab 124 --modules none --timeout 1 -- true; }

panic() {
	lab 70 --modules none -- sh -c 'echo c >/proc/sysrq-trigger' && said 'Kernel panic'
}

# Without a time limit: that secure world is gone must be seen, not waited out.
secure_panic() {
	"$ROOT/tests/abi/build" "$WORK/secure" panic-tee "$ROOT/tests/lab/panic_tee.c" &&
		lab 70 --modules upstream --no-supplicant --timeout 0 --overlay "$WORK/secure" \
			-- /panic-tee --helper=panic_tee && said 'E/TC:.*Panic'
}

warning() {
	lab 70 --modules none -- sh -c 'echo "WARNING: CPU: 0 PID: 1 at test" >/dev/kmsg; exit 0' &&
		said 'WARNING: CPU: 0'
}

warning_after_clearing_the_log() {
	lab 70 --modules none -- sh -c 'echo "BUG: test" >/dev/kmsg; dmesg -c >/dev/null' && said 'BUG: test'
}

log_overrun() {
	# shellcheck disable=SC2016 # the guest's shell expands them
	lab 70 --modules none -- sh -c 'i=0; line=$(head -c 900 /dev/zero | tr "\0" x)
		echo on >/proc/sys/kernel/printk_devkmsg
		while [ $i -lt 6000 ]; do echo $line >/dev/kmsg; i=$((i+1)); done' && said 'not whole'
}

power_off() { lab 71 --modules none -- poweroff -f; }
polite_power_off() { lab 71 --modules none -- sh -c 'poweroff; sleep 100'; }
reset() { lab 71 --modules none -- reboot -f; }
never_boots() { lab 70 --modules none --cmdline rdinit=/bin/false -- true && said 'Kernel panic'; }
no_verdict() { lab 71 --modules none --cmdline rdinit=/usr/bin/busybox -- true; }

leftovers() {
	lab 0 --modules none -- sh -c 'trap "" TERM; (while :; do sleep 1; done) & echo done' && printed 'done'
}

disk_persists() {
	lab 0 --modules none --disk "$WORK/disk" -- sh -c 'echo kept >/data/file' &&
		lab 0 --modules none --disk "$WORK/disk" -- cat /data/file && printed kept
}

no_modules() {
	local status=0
	GTEE_BUILD_DIR=$WORK/nothing "$RUN" -- true >"$WORK/out" 2>"$WORK/err" || status=$?
	[ "$status" = 69 ] && said 'tee_conduit.ko' && said 'make modules'
}

wrong_usage() {
	lab 64 --no-such-option && lab 64 --modules other -- true && lab 64 --timeout soon -- true &&
		lab 64 --icount --smp 2 -- true
}

# The boot waits for the host here and there; work does not, and so takes the same
# time, to three digits, however busy the host is.
exact_clock() {
	local first second
	# shellcheck disable=SC2016
	set -- --modules none --icount -- sh -c 'now() { sed -n "s/^now at \([0-9]*\) nsecs/\1/p" /proc/timer_list; }
		work() { i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; }
		work; a=$(now); work; b=$(now); echo $((b - a))'
	lab 0 "$@" && first=$(cat "$WORK/out") && lab 0 "$@" && second=$(cat "$WORK/out") || return 1
	echo "first $first ns, then $second ns"
	[ "$first" -gt 0 ] && [ $((first - second)) -lt $((first / 200)) ] &&
		[ $((second - first)) -lt $((first / 200)) ]
}

two_at_once() {
	"$RUN" --modules none -- echo one >"$WORK/one.out" 2>"$WORK/one.err" </dev/null &
	local other=$!
	if ! lab 0 --modules none -- echo two || ! printed two; then
		wait "$other"
		return 1
	fi
	wait "$other" && [ "$(cat "$WORK/one.out")" = one ] && return 0
	cat "$WORK/one.err"
	return 1
}

killed_run_leaves_no_machine() {
	"$RUN" --modules none -- sleep 1000 >/dev/null 2>&1 &
	local pid=$! tries=100 machine=
	while [ -z "$machine" ] && [ $tries -gt 0 ]; do
		sleep 0.2
		tries=$((tries - 1))
		machine=$(pgrep -P "$pid" -f qemu-system-aarch64 || :)
	done
	[ -n "$machine" ] || { echo "no machine started"; return 1; }
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null || :
	sleep 1
	# Dead, but perhaps nobody has asked for its status yet.
	! grep -q '^State:[[:space:]]*[^[:space:]ZX]' "/proc/$machine/status" 2>/dev/null || { echo "QEMU $machine is still there"; return 1; }
}

upstream_xtest() {
	lab 0 --modules upstream -- xtest -t regression 1001 && grep -q '^1 test case of which 0 failed' "$WORK/out"
}

check() {
	local name=$1 output
	[[ $name =~ $PATTERN ]] || return 0
	if output=$("$name" 2>&1); then
		PASSED=$((PASSED + 1))
		echo "ok - lab: ${name//_/ }"
	else
		FAILED=$((FAILED + 1))
		echo "not ok - lab: ${name//_/ }"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
}

for case in status_zero status_three status_not_found status_of_signal arguments_as_they_are \
	bytes_intact overlays_in_order time_out time_out_before_boot panic secure_panic warning \
	warning_after_clearing_the_log log_overrun power_off polite_power_off reset \
	never_boots leftovers disk_persists no_modules wrong_usage exact_clock two_at_once \
	killed_run_leaves_no_machine upstream_xtest; do
	check "$case"
done
echo "$PASSED passed, $FAILED failed"
[ "$FAILED" = 0 ]
