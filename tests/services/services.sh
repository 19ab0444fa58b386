#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs in the guest: test sockets and plugins with xtest, and kill their processes once.
# services-probe calls, in a worker, the services that OP-TEE in the lab does not use.

. /tests/guest-tap.sh

log=/run/services.log
explain() { tail -n 20 "$log"; }

# wait_for PATTERN: wait at most ten seconds until the log has a match.
wait_for() {
	tries=200
	until grep -q "$1" "$log"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "no '$1' in the log"; return 1; }
		usleep 50000
	done
}

start() {
	: >"$log"
	"$@" --log-level debug >>"$log" 2>&1 &
	echo $! >/run/services.pid
	wait_for ": serving requests"
}

stop() {
	kill "$(cat /run/services.pid)"
	tries=200
	while [ -n "$(processes)" ]; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "left: $(processes)"; return 1; }
		usleep 50000
	done
}

# processes: print the supplicant's pids, in the order in which they were started.
processes() {
	for dir in /proc/[0-9]*; do
		case $(cat "$dir/comm" 2>/dev/null) in
		tee-supplicant | services-probe) echo "${dir#/proc/}" ;;
		esac
	done | sort -n
}

# xtest_case NUMBER: run the case, which must pass.
xtest_case() {
	output=$(xtest -t regression "$1" 2>&1) && echo "$output" |
		grep -q "^1 test case of which 0 failed" ||
		{ echo "$output"; return 1; }
}

# field PID NAME: print a field of /proc/PID/status.
field() { sed -n "s/^$2:[	 ]*//p" "/proc/$1/status"; }

# confined: the processes must be monitor, connector, plugin host, one plugin and worker,
# and only the monitor may be root.
confined() {
	# shellcheck disable=SC2046 # each process id is a word
	set -- $(processes)
	[ $# = "$count" ] || { echo "$# processes, not $count"; return 1; }
	shift
	for pid in "$@"; do
		[ "$(field "$pid" Uid)" = "990	990	990	990" ] &&
			[ "$(field "$pid" CapEff)" = 0000000000000000 ] &&
			[ "$(field "$pid" NoNewPrivs)" = 1 ] && [ "$(field "$pid" Seccomp)" = 2 ] ||
			{ cat "/proc/$pid/status"; return 1; }
	done
}

# child_of PID: print its first child process.
child_of() { cut -d ' ' -f 1 "/proc/$1/task/$1/children"; }

# plugin_process: print the plugin's pid. It is a child of the plugin host, which is the
# monitor's second child.
plugin_process() {
	host=$(cut -d ' ' -f 2 "/proc/$1/task/$1/children")
	child_of "$host"
}

plugin_crashes() {
	monitor=$(cat /run/services.pid)
	before=$(plugin_process "$monitor")
	worker=$(cut -d ' ' -f 3 "/proc/$monitor/task/$monitor/children")
	kill -SEGV "$before"
	wait_for "it crashed: Segmentation fault" || return 1
	xtest_case 1033 || return 1
	[ "$(plugin_process "$monitor")" != "$before" ] || { echo "the same process"; return 1; }
	[ -d "/proc/$worker" ] || { echo "the worker is another"; return 1; }
}

connector_dies() {
	monitor=$(cat /run/services.pid)
	kill -KILL "$(child_of "$monitor")"
	wait_for "starting another worker" || return 1
	tries=100
	until xtest_case 2001 >/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { xtest_case 2001; return 1; }
		usleep 100000
	done
}

# sockets_off: without sockets there must be no connector, and the TA must get a defined error.
sockets_off() {
	[ "$(processes | wc -l)" = 4 ] || { ps; return 1; }
	output=$(xtest -t regression 2001 2>&1)
	echo "$output" | grep -q "0xffff000a = TEEC_ERROR_NOT_SUPPORTED" ||
		{ echo "$output"; return 1; }
}

probes() {
	xtest -t regression 1020 >/dev/null 2>&1
	xtest -t regression 6003 >/dev/null 2>&1
	wait_for "probe: done" || return 1
	! grep "FAILED" "$log" || return 1
	[ "$(grep -c 'probe .*: ok' "$log")" = "$1" ] || { cat "$log"; return 1; }
}

dumps() {
	name=11223344-0000-0000-0000-000000000000
	[ "$(cat /tmp/gmon-$name.out)" = "one file" ] && [ "$(cat /tmp/gmon-$name.1.out)" = two ] &&
		[ "$(cat /tmp/ftrace-$name.out)" = trace ] || { ls -l /tmp; return 1; }
	[ "$(stat -c %a /tmp/gmon-$name.out)" = 600 ]
}

killall tee-supplicant 2>/dev/null
count=5
check "the supplicant starts" start tee-supplicant
check "connector, plugin host, plugin and worker are confined" confined
for number in 2001 2002 2003 2004; do
	check "sockets: xtest $number" xtest_case $number
done
check "plugins: xtest 1033" xtest_case 1033
check "a plugin crashes: it alone is started again" plugin_crashes
check "the connector dies: all is started again" connector_dies
check "it ends, with all its processes" stop

check "it starts without sockets" start tee-supplicant --no-sockets
check "sockets are off: NOT_SUPPORTED, and no connector" sockets_off
check "plugins work all the same" xtest_case 1033
check "it ends" stop

check "the probe starts" start /tests/services-probe
check "RPMB, dumps and a socket, from inside a worker" probes 12
check "the card had no key" grep -q "a key is not there yet" "$log"
check "profiles and traces are where OP-TEE's supplicant has them" dumps
check "it ends" stop
check "the probe starts again, without sockets" start /tests/services-probe --no-sockets
check "RPMB and dumps, and no socket, from inside a worker" probes 7
check "the card has kept its key" grep -q "a key is there" "$log"
check "it ends" stop
plan
