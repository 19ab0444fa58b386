# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# The checks of guest.sh: what a command printed, and how it ended.

result() {
	CASES=$((CASES + 1))
	echo "$1 $CASES - $2"
	[ "$1" = ok ] || { sed 's/^/# out: /' out; sed 's/^/# err: /' err; }
}

# status_is NAME: what ended with $status was to end with $want.
status_is() {
	if [ "$status" = "$want" ]; then result ok "$1"; else
		echo "# status $status, not $want"
		result 'not ok' "$1"
	fi
}

# gtee_is STATUS NAME ARGUMENT…: gtee must end with that status. What it says is then
# in out and err. A sanitizer or a signal would give another status.
gtee_is() {
	want=$1 name=$2 status=0
	shift 2
	gtee "$@" >out 2>err </dev/null || status=$?
	status_is "$name"
}

# says NAME PATTERN [FILE]: the last output, or its errors, must have it.
says() { if grep -qE -- "$2" "${3:-out}"; then result ok "$1"; else result 'not ok' "$1"; fi; }
says_not() { if grep -qE -- "$2" "${3:-out}"; then result 'not ok' "$1"; else result ok "$1"; fi; }
check() {
	name=$1
	shift
	if "$@" >out 2>err; then result ok "$name"; else result 'not ok' "$name"; fi
}

# json SCHEMA [FILE]: hands the last output to the host, which checks it.
json() { echo "# json:$1:$(tr -d '\n' <"${2:-out}")"; }
# json_lines SCHEMA FILE: one value a line.
json_lines() { sed "s/^/# json:$1:/" "$2"; }

no_instances() { [ -z "$(ls "$INSTANCES")" ]; }

# until COMMAND…: at most ten seconds.
until_true() {
	tries=100
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		usleep 100000
	done
}
