# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: unload and load the modules twenty times, each time with a client,
# then run tsp-test. If patterns are given, run only the matching cases.

ROUNDS=20
n=0

rounds() {
	while [ "$n" -lt "$ROUNDS" ]; do
		n=$((n + 1))
		rmmod tsp && rmmod tee && rmmod tee_conduit ||
			{ echo "# round $n: the modules do not unload"; return 1; }
		insmod /lib/gtee/tee_conduit.ko && insmod /lib/gtee/tee.ko &&
			insmod /lib/gtee/tsp.ko ||
			{ echo "# round $n: the modules do not load"; return 1; }
		./tsp-test --helper=one_client ||
			{ echo "# round $n: the client failed"; return 1; }
	done
}

status=0
if [ $# = 0 ] || [ "$1" = modules_come_and_go ]; then
	if rounds; then
		echo "ok 1 - modules_come_and_go"
	else
		echo "not ok 1 - modules_come_and_go"
		status=1
	fi
	echo 1..1
fi
[ "${1:-}" = modules_come_and_go ] || ./tsp-test "$@" || status=1
exit $status
