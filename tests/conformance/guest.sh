# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: the conformance test's client with OP-TEE, and with softteed.

# run_on NAME TEE [PATTERN]: run the client, and put the name in front of each case's. Without a
# pattern, print the algorithms as well.
run_on() {
	name=$1
	shift
	/tests/conformance-client "$@" 2>&1 |
		sed -E "s/^((not )?ok [0-9]+ - )/\\1$name: /; s/^# /# $name: /"
	[ $# -gt 1 ] || /tests/conformance-client "$1" --algorithms | sed "s/^/# $name /"
}

run_on OP-TEE '' "$@"

mkdir -p /tmp/tee
/tests/softteed --socket /tmp/tee/socket --storage /tmp/tee/storage --allow-unsigned \
	--applications /tests/applications 2>/tmp/tee/log &
softteed=$!
waited=0
while [ ! -S /tmp/tee/socket ] && [ "$waited" -lt 100 ]; do
	waited=$((waited + 1))
	sleep 0.1
done
[ -S /tmp/tee/socket ] || sed 's/^/# softteed: /' /tmp/tee/log
run_on 'softteed (arm64)' unix:/tmp/tee/socket "$@"
kill "$softteed" && wait "$softteed"
