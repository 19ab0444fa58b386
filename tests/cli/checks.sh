# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Checks for guest.sh: a command's output and its exit status.

result() {
	CASES=$((CASES + 1))
	echo "$1 $CASES - $2"
	[ "$1" = ok ] || { sed 's/^/# out: /' out; sed 's/^/# err: /' err; }
}

# status_is NAME: check that the last command's exit status, in $status, is $want.
status_is() {
	if [ "$status" = "$want" ]; then result ok "$1"; else
		echo "# status $status, not $want"
		result 'not ok' "$1"
	fi
}

# ends STATUS NAME COMMAND…: check a command's exit status. The output is then in out and err.
ends() {
	want=$1 name=$2 status=0
	shift 2
	"$@" >out 2>err </dev/null || status=$?
	status_is "$name"
}

# gtee_is STATUS NAME ARGUMENT…: check gtee's. If gtee crashes, a sanitizer or a signal causes a
# different status.
gtee_is() {
	want=$1 name=$2
	shift 2
	ends "$want" "$name" gtee "$@"
}

# says NAME PATTERN [FILE]: check that the last output, or the file, has a match.
says() { if grep -qE -- "$2" "${3:-out}"; then result ok "$1"; else result 'not ok' "$1"; fi; }
# says_not: check that it has no match. grep's status is more than 1 if it cannot read the file.
says_not() {
	found=0
	grep -qE -- "$2" "${3:-out}" || found=$?
	if [ $found = 1 ]; then result ok "$1"; else result 'not ok' "$1"; fi
}
check() {
	name=$1
	shift
	if "$@" >out 2>err; then result ok "$name"; else result 'not ok' "$name"; fi
}

# json SCHEMA [FILE]: pass the last output, or the file, to the host, which checks it.
json() { echo "# json:$1:$(tr -d '\n' <"${2:-out}")"; }
# json_lines SCHEMA FILE: do the same for each line of the file.
json_lines() { sed "s/^/# json:$1:/" "$2"; }

no_instances() { [ -d "$INSTANCES" ] && [ -z "$(ls "$INSTANCES")" ]; }

# until_true COMMAND…: repeat the command every 0.1 s until it succeeds, up to 100 times.
until_true() {
	tries=100
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		usleep 100000
	done
}
