# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# TAP for shell scripts that run in the guest, whose shell is busybox's. A script sources this
# file, and must end with a call of plan.

n=0 failed=0

# verdict NAME STATUS [WHY…]: print a case, which passed if the status is 0. If it failed, print
# each WHY and the output of explain().
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

# explain: print details of a failed case, for example a log. A script may override this.
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

# says TEXT COMMAND…: succeed if the command succeeds and its whole output is TEXT.
says() {
	want=$1
	shift
	got=$("$@" 2>&1) || { echo "$got"; return 1; }
	[ "$got" = "$want" ] || { echo "expected: $want"; echo "got: $got"; return 1; }
}

# plan: print how many cases ran, and exit with 1 if one of them failed.
plan() {
	echo "1..$n"
	exit $failed
}
