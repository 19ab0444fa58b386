# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# TAP for groups written in shell. A script sources this file, and must end with tap_end.

TAP_CASES=0
TAP_FAILED=0

# tap_ok NAME, tap_not_ok NAME [WHY…], tap_skip NAME WHY: print a case and, after a failure,
# each WHY as a comment.
tap_ok() {
	TAP_CASES=$((TAP_CASES + 1))
	printf 'ok %d - %s\n' "$TAP_CASES" "$1"
}

tap_not_ok() {
	TAP_CASES=$((TAP_CASES + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	printf 'not ok %d - %s\n' "$TAP_CASES" "$1"
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
}

tap_skip() {
	TAP_CASES=$((TAP_CASES + 1))
	printf 'ok %d - %s # SKIP %s\n' "$TAP_CASES" "$1" "$2"
}

# tap_run NAME COMMAND…: a case that passes if the command succeeds. The output of the
# command is printed only if it fails.
tap_run() {
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then
		tap_ok "$name"
	else
		tap_not_ok "$name" "exit status $?" "$output"
	fi
}

# tap_quiet NAME COMMAND…: a case that passes if the command succeeds and prints nothing.
tap_quiet() {
	local name=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	if [ "$status" -eq 0 ] && [ -z "$output" ]; then
		tap_ok "$name"
	else
		tap_not_ok "$name" "exit status $status" "$output"
	fi
}

# tap_end: print the plan; fail if a case failed. A group without cases fails too, for example
# if a pattern matches no name.
tap_end() {
	[ "$TAP_CASES" -gt 0 ] || tap_not_ok "there is a case to run"
	printf '1..%d\n' "$TAP_CASES"
	[ "$TAP_FAILED" -eq 0 ]
}

# le BYTES NUMBER…: write each number as BYTES bytes, little endian.
le() {
	local bytes=$1 number i
	shift
	for number in "$@"; do
		for ((i = 0; i < bytes; i++)); do
			# shellcheck disable=SC2059
			printf "\\x$(printf %02x $(((number >> (8 * i)) & 255)))"
		done
	done
}
