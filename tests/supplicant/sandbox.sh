#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs in the guest: check the state of a worker in /proc, what the worker cannot do, and
# start and stop of the supplicant.
#
# usage: sandbox.sh [CASE]   run only this function, which must not depend on earlier cases

# shellcheck source-path=SCRIPTDIR source=cases.sh
. ./cases.sh

# open_files PID: print the files to which the process's descriptors refer.
open_files() {
	for fd in /proc/"$1"/fd/*; do
		readlink "$fd"
	done
}

# worker: print the pid of the process, other than the monitor, that has the device open.
worker() {
	for dir in /proc/[0-9]*; do
		[ "${dir#/proc/}" != "$(cat /run/supplicant.pid)" ] || continue
		! open_files "${dir#/proc/}" 2>/dev/null | grep -q /dev/teepriv ||
			echo "${dir#/proc/}"
	done
}

load_a_ta() {
	xtest -t regression 1020 >/run/xtest.log 2>&1
	xtest -t regression 6003 >/run/xtest.log 2>&1
}

shows_in_proc() {
	status=/proc/$(worker)/status
	for line in "Uid:	990	990	990	990" \
		"Gid:	990	990	990	990" "Groups:	" \
		"CapInh:	0000000000000000" "CapPrm:	0000000000000000" \
		"CapEff:	0000000000000000" "CapBnd:	0000000000000000" \
		"CapAmb:	0000000000000000" "NoNewPrivs:	1" "Seccomp:	2"; do
		grep -q "^$line" "$status" || { echo "not there: $line"; cat "$status"; return 1; }
	done
	grep -q "^Max processes  *1024  *1024 " "/proc/$(worker)/limits" ||
		{ cat "/proc/$(worker)/limits"; return 1; }
}

# few_files: a worker must have only the descriptors that it needs: no inherited one, and no file.
few_files() {
	others=$(open_files "$(worker)" |
		grep -vxE -e '/dev/teepriv0|/dev/null|/run/probe.log|pipe:.*|socket:.*' \
			-e '/var/lib/optee-client/data/tee|/memfd:tee-supplicant \(deleted\)')
	[ -z "$others" ] || { echo "open as well: $others"; return 1; }
}

# no_input: no process that may be compromised may read the terminal of the calling process.
no_input() {
	count=0
	for pid in $(pidof tee-supplicant); do
		[ "$pid" != "$(cat /run/supplicant.pid)" ] || continue
		# A zombie has no link to its program.
		[ -n "$(readlink "/proc/$pid/exe")" ] || continue
		count=$((count + 1))
		for fd in 0 1; do
			is=$(readlink "/proc/$pid/fd/$fd")
			[ "$is" = /dev/null ] || {
				echo "descriptor $fd of $(tr '\0' ' ' <"/proc/$pid/cmdline") is $is"
				return 1
			}
		done
	done
	[ "$count" = 3 ] || { echo "$count processes"; return 1; }
}

# probes: make each attempt several times, because a request that kills its worker is retried.
probes() {
	sed -n 's/.*probe \(.*\): \(refused.*\|ALLOWED\)$/\1|\2/p' "$log" |
		sort -u >/run/probes
	count=0
	while IFS='|' read -r name result; do
		count=$((count + 1))
		case $result in
		refused*) verdict "a worker cannot: $name" 0 ;;
		*) verdict "a worker cannot: $name" 1 "$result" ;;
		esac
	done </run/probes
	[ "$count" = 28 ]
	verdict "all 28 attempts were made" $? "$count"
}

# deadly: the filter must kill the worker for some forbidden calls, and the next worker
# must serve the request.
deadly() {
	tries=10
	while [ $tries -gt 0 ] && ! grep -q "process_vm_readv: tried" "$log"; do
		load_a_ta
		tries=$((tries - 1))
	done
	wait_for "the worker was ended by signal 31" || return 1
	! grep -q "process_vm_readv: ALLOWED" "$log" || return 1
	xtest -t regression 6003 >/run/xtest.log 2>&1 || { cat /run/xtest.log; return 1; }
}

ends_all() { ends_well && [ -z "$(worker)" ]; }

refuses() {
	message=$("$@" 2>&1)
	status=$?
	[ "$status" = 2 ] || { echo "'$*' exits with $status: $message"; return 1; }
	echo "$message" | grep -q "tee-supplicant --help" ||
		{ echo "no next step: $message"; return 1; }
}

# ticks: print the monitor's CPU time, in clock ticks.
ticks() { cut -d ' ' -f 14,15 "/proc/$(cat /run/supplicant.pid)/stat" | tr ' ' +; }

# tee_goes_and_comes: unbind the TEE for longer than a worker must live to count as
# healthy, and bind it again.
tee_goes_and_comes() {
	driver=/sys/bus/platform/drivers/optee
	device=$(basename "$(find $driver -type l -name '*optee*' | head -n 1)")
	sleep 10
	echo "$device" >$driver/unbind
	wait_for "not serving requests (No such file or directory)" || return 1
	# The delay between attempts doubles, and attempts are logged at debug level only.
	before=$(ticks)
	sleep 5
	after=$(ticks)
	[ $((after)) -lt $((before + 100)) ] || { echo "used $before, then $after"; return 1; }
	[ "$(grep -c "not serving requests" "$log")" = 1 ] &&
		[ "$(grep -c "no OP-TEE" "$log")" -le 20 ] || { cat "$log"; return 1; }
	echo "$device" >$driver/bind
	wait_for ": serving requests again" || return 1
	xtest -t regression 6003 >/run/xtest.log 2>&1 || { cat /run/xtest.log; return 1; }
	echo "$device" >$driver/unbind
	sleep 1
	ends_well || return 1
	echo "$device" >$driver/bind
}

# monitor: print the process whose parent is not a tee-supplicant.
monitor() {
	for pid in $(pidof tee-supplicant); do
		parent=$(sed -n 's/^PPid:	//p' "/proc/$pid/status")
		[ "$(cat "/proc/$parent/comm")" = tee-supplicant ] || echo "$pid"
	done
}

# in_background: run the supplicant in the background, with syslog. Its processes must
# keep the socket open and not confuse other descriptors with it.
in_background() {
	# If the case fails, the supplicant keeps running, so it must not hold the output
	# of the case open.
	syslogd -n -O /run/syslog >/dev/null 2>&1 &
	logger=$!
	until [ -S /dev/log ]; do usleep 50000; done
	log=/run/syslog
	tee-supplicant -d || return 1
	monitor >/run/supplicant.pid
	# A worker must also log there, although it has closed inherited descriptors.
	timeout 60 gtee call 11111111-2222-3333-4444-555555555555 1 >/run/gtee.log 2>&1
	wait_for "worker: Trusted Application 11111111-2222" || return 1
	for killed in 1 2 3; do
		kill -9 "$(worker)"
		timeout 60 xtest -t regression 6003 >/run/xtest.log 2>&1 ||
			{ cat /run/xtest.log "$log"; return 1; }
		[ "$(grep -c "the worker was ended by signal 9" "$log")" = $killed ] ||
			{ echo "after $killed kills:"; cat "$log"; return 1; }
	done
	kill -TERM "$(cat /run/supplicant.pid)"
	tries=200
	while pidof tee-supplicant >/dev/null; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "it does not end:"; cat "$log"; return 1; }
		usleep 50000
	done
	kill $logger
	log=/run/probe.log
}

# cannot_start: if the supplicant fails to start, it must leave no process behind.
cannot_start() {
	want=$1
	shift
	message=$("$@" 2>&1)
	status=$?
	[ "$status" = 1 ] || { echo "'$*' exits with $status: $message"; return 1; }
	echo "$message" | grep -q "$want" || { echo "it does not say '$want': $message"; return 1; }
}

killall tee-supplicant 2>/dev/null
if [ $# -gt 0 ]; then
	check "$1" "$1"
	plan
fi
echo "root:*:1:0:99999:7:::" >/etc/shadow
chmod 600 /etc/shadow
check "the probe starts" start /tests/supplicant-probe --no-sockets
check "a worker shows in /proc what it is not" shows_in_proc
check "a worker has next to nothing open" few_files
load_a_ta
probes
check "what is deadly ends the worker, and another serves" deadly
check "SIGTERM ends it with status 0" ends_all
check "it starts with sockets" start tee-supplicant
check "a worker shows the same with sockets" shows_in_proc
check "a second one does not start" cannot_start "another supplicant has it open" tee-supplicant -d
check "SIGTERM ends all its processes" ends_all
check "it does not serve as root" cannot_start "not served as root" tee-supplicant --user root
check "it needs a user who exists" cannot_start "no such user" \
	tee-supplicant -d --user nobody-of-this-name
check "it needs a device" cannot_start "/dev/teepriv7: No such file" tee-supplicant -d /dev/teepriv7
check "a client's device is not its own" cannot_start "not an OP-TEE's device for supplicants" \
	tee-supplicant /dev/tee0
mkdir -p /run/plugins
check "it starts with a directory of plugins" start tee-supplicant --plugin-path /run/plugins
check "worker, connector and plugin host have not the starter's input" no_input
check "and ends" ends_all
check "--tee finds its device" start tee-supplicant --tee tos:OP-TEE
check "and ends" ends_all
check "it starts" start tee-supplicant
check "the TEE goes: it waits for it, and ends when told" tee_goes_and_comes
check "in the background it serves on, and ends when told" in_background
check "--tee of no TEE" cannot_start "no such TEE has a supplicant's device" \
	tee-supplicant --tee tos:nothing
check "an unknown option is refused" refuses tee-supplicant --nonsense
check "a card and an emulated RPMB are refused together" refuses tee-supplicant --rpmb emulated \
	-r 0123456789abcdef0123456789abcdef
check "a key for no card is refused" refuses tee-supplicant --rpmb-program-key
check "a key for any card is refused" refuses tee-supplicant --rpmb device --rpmb-program-key
check "a short CID is refused" refuses tee-supplicant -r 1234
check "two devices are refused" refuses tee-supplicant /dev/teepriv0 /dev/teepriv1
check "--ta-dir and --ta-path are refused together" refuses tee-supplicant -t a -l /b
plan
