# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# TAP for shell scripts that run in the guest, whose shell is busybox's. To be sourced; the
# script ends with plan.

n=0 failed=0

# verdict NAME STATUS [WHY…]: print a case, which has passed if the status is 0. If it has
# not, print each WHY and what explain() prints.
verdict() {
	n=$((n + 1))
	if [ "$2" = 0 ]; then
		echo "ok $n - $1"
		return
	fi
	failed=1
	echo "not ok $n - $1"
	shift 2
	{ printf '%s\n' "$@"; explain; } | sed 's/^/# /'
}

# explain: print more about a failed case, a log for example. A script may define its own.
explain() { :; }

# check NAME COMMAND…: a case that passes if the command succeeds. The command runs in a
# subshell; its output is printed only if it fails.
check() {
	name=$1
	shift
	output=$("$@" 2>&1)
	verdict "$name" $? "failed: $*" "$output"
}

# check_says NAME TEXT COMMAND…: a case that passes if the command succeeds and prints TEXT.
check_says() {
	said=$2 name=$1
	shift 2
	check "$name" says "$said" "$@"
}

# says TEXT COMMAND…: succeed if the command does and prints TEXT.
says() {
	want=$1
	shift
	came=$("$@" 2>&1) || { echo "$came"; return 1; }
	[ "$came" = "$want" ] || { echo "expected: $want"; echo "came: $came"; return 1; }
}

# plan: print how many cases ran, and exit with 1 if one of them failed.
plan() {
	echo "1..$n"
	exit $failed
}
