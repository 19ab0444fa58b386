# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# In the guest: cases as TAP lines.

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

# A key without its type is of type ".dead" until nothing refers to it.
no_key_left() {
	tries=100
	while grep -E ' (tee|\.dead) ' /proc/keys; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		keyctl clear @u
		usleep 50000
	done >/run/keys-left
}
