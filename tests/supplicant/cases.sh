# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Functions for scripts that run in the guest: print cases, and start a supplicant with a
# log. Other scripts source this file.

. /tests/guest-tap.sh

log=/run/probe.log

# wait_for PATTERN: wait at most ten seconds until the log has a match.
wait_for() {
	tries=200
	until grep -q "$1" "$log"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "no '$1' in the log:"; cat "$log"; return 1; }
		usleep 50000
	done
}

start() {
	: >"$log"
	rm -f /run/exit-status
	# Run the case in a subshell, which writes its exit status to a file.
	(
		"$@" --log-level debug >>"$log" 2>&1 &
		echo $! >/run/supplicant.pid
		wait $!
		echo $? >/run/exit-status
	) >/dev/null 2>&1 &
	wait_for ": serving requests"
}

ends_well() {
	kill -TERM "$(cat /run/supplicant.pid)"
	tries=200
	until [ -s /run/exit-status ] || [ $tries = 0 ]; do
		tries=$((tries - 1))
		usleep 50000
	done
	status=$(cat /run/exit-status)
	[ "$status" = 0 ] || { echo "exit status '$status'"; cat "$log"; return 1; }
}
