# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# For tests in shell that run in the guest, where busybox is all there is: cases as TAP
# lines. To be sourced; end the script with plan.

n=0 failed=0

# check NAME COMMAND…: ok where it succeeds; what it says otherwise.
check() {
	n=$((n + 1)) name=$1
	shift
	if output=$("$@" 2>&1); then
		echo "ok $n - $name"
	else
		failed=1
		echo "not ok $n - $name"
		echo "$output" | sed 's/^/# /'
	fi
}

# check_says NAME TEXT COMMAND…: it succeeds, and says this.
check_says() {
	said=$2 name=$1
	shift 2
	check "$name" says "$said" "$@"
}

says() {
	want=$1
	shift
	came=$("$@" 2>&1) || { echo "$came"; return 1; }
	[ "$came" = "$want" ] || { echo "expected: $want"; echo "came: $came"; return 1; }
}

plan() {
	echo "1..$n"
	exit $failed
}
