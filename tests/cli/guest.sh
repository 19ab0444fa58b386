#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The gtee command in the guest. Prints TAP, and JSON output of gtee after "# json:".
#
# usage: guest.sh optee|faults|tees|upstream|tsp|none|info_user|user_limit

CASES=0
CRYPT=cb3e5ba0-adf1-11e0-998b-0002a5d5c51b
INSTANCES=/sys/kernel/tracing/instances
SUBCOMMANDS='info list call top trace bench doctor'

cd /tmp || exit 1

. /tests/cli/checks.sh
. /tests/cli/tees.sh

test_info() {
	gtee_is 0 "info" info
	says "info: the Trusted OS and its version" '^tee0 +OP-TEE 4\.'
	says "info: the driver and its way in" 'optee 1\.0, trustzone, via smc'
	says "info: a capability in words" "supports GlobalPlatform's TEE Client API"
	says "info: the supplicant's device" '^teepriv0 +for the supplicant of OP-TEE'
	says_not "info: no colours where it is no terminal" "$(printf '\033')"
	gtee_is 0 "info --json" info --json
	json info
	gtee_is 0 "info --tee tos:op-tee" info --tee tos:op-tee
	gtee_is 3 "info --tee: a TEE that there is not" info --tee tos:trusty
	says "… is named" 'tos:trusty: no TEE matches this selector' err
	gtee_is 2 "info --tee: nonsense" info --tee nonsense
}

# as_alice ARGUMENT…: run gtee as an ordinary user.
as_alice() {
	status=0
	su -s /bin/sh alice -c "gtee $*" >out 2>err || status=$?
	return $status
}

# alice_is STATUS NAME ARGUMENT…: like gtee_is, but as an ordinary user.
alice_is() {
	want=$1 name=$2
	shift 2
	as_alice "$@"
	status_is "$name"
}

# Set the device node's permissions: those of 60-tee.rules, or those it has without udev.
let_group_open() {
	chgrp tee /dev/tee0
	chmod 660 /dev/tee0
}

let_root_open() {
	chmod 600 /dev/tee0
	chgrp root /dev/tee0
}

# alice_holding SESSIONS REGIONS BYTES: start a process of Alice that holds this number of
# sessions and shared memory buffers until alice_lets_go.
alice_holding() {
	rm -f hold
	mkfifo hold
	su -s /bin/sh alice -c "exec /tests/cli/hold $1 $2 $3" <hold >hold.out 2>&1 &
	holder=$!
	exec 9>hold
	check "somebody holds something" until_true grep -qx held hold.out
}

alice_lets_go() {
	exec 9>&-
	wait $holder
	until_true su -s /bin/sh alice -c \
		'cd /sys/class/tee/tee0/user && grep -qx 0 sessions && grep -qx 0 regions'
}

# alice_holds WHAT SESSIONS MOST LOADED MOST REGIONS MOST BYTES MOST CALLS: check the usage
# and the limits that gtee shows to Alice, in words and as numbers. A size is given in
# gtee's format, followed by a slash and the number of bytes.
alice_holds() {
	as_alice info
	says "info: $1: sessions" "^  this user +$2 of $3 sessions, $4 of $5 applications loaded,\$"
	says "info: $1: memory" "^ +$6 of $7 regions of shared memory, ${8%/*} of ${9%/*};\$"
	says "info: $1: calls" "^ +${10} at a time\$"
	as_alice info --tee tee0 --json
	json info
	tr -d ' \n' <out >out.numbers
	says "info --json: $1" "$(printf '"%s":%s,' sessions "$2" max_sessions "$3" \
		applications "$4" max_applications "$5" regions "$6" max_regions "$7" \
		shm_bytes "${8#*/}" max_shm_bytes "${9#*/}")\"max_calls\":${10% *}[},]" out.numbers
}

# limits SESSIONS APPLICATIONS REGIONS MIB CALLS: set each user's limits; 0 means the default.
limits() {
	for limit in user_sessions user_applications user_regions user_shm_mib user_calls; do
		echo "$1" >/sys/module/tee/parameters/$limit
		shift
	done
}

# Check the numbers of objects that a user holds in the TEE, and the user's limits.
test_info_user() {
	let_group_open
	alice_holds "a user that holds nothing" 0 128 0 6 0 256 '0 B/0' '8 MiB/8388608' '1 call'
	alice_holding 3 2 8192
	alice_holds "a user with objects" 3 128 0 6 2 256 '16 KiB/16384' '8 MiB/8388608' '1 call'
	limits 5 2 7 3 4
	alice_holds "and limits that were set" 3 5 0 2 2 7 '16 KiB/16384' '3 MiB/3145728' '4 calls'
	su -s /bin/sh bob -c 'gtee info' >out 2>err
	says "info of another user shows what that one holds" \
		'^  this user +0 of 5 sessions, 0 of 2 applications loaded'
	test_info_unlimited
	limits 0 0 0 0 0
	alice_lets_go
	alice_holds "a user that gave all back" 0 128 0 6 0 256 '0 B/0' '8 MiB/8388608' '1 call'
	let_root_open
}

# Root must not be limited, except in a user namespace, regardless of its capabilities there.
test_info_unlimited() {
	gtee_is 0 "info of a user that is not limited" info
	says "… says so" \
		'^  this user +is not limited \(CAP_SYS_RESOURCE\); limits of other users:$'
	says "… and what others may have" '^ +5 sessions, 2 applications loaded,$'
	says "… of memory and calls, too" '^ +7 regions of shared memory, 3 MiB;$'
	says_not "… but not what it would be found to hold" '[0-9] of [0-9]'
	gtee_is 0 "info --json of a user that is not limited" info --json
	json info
	says "… says so" '"limited": ?false'
	unshare -U -r gtee info >out 2>err
	says "info of root in a user namespace" \
		'^  this user +0 of 5 sessions, 0 of 2 applications loaded,$'
	unshare -U -r gtee info --json >out 2>err
	json info
	says "info --json of root in a user namespace" '"limited": ?true'
}

# gtee must tell the user that the limit is reached, and what to do.
at_limit() {
	says "… is told so" "^gtee: tee0: $1: this user has reached its limit for this TEE\$" err
	change="root can change them in /sys/module/tee/parameters"
	says "… and what to do" "^  'gtee info' shows the limits; $change \(user_\*\)\.$" err
}

test_user_limit() {
	let_group_open
	limits 1 0 0 0 0
	alice_is 4 "bench: a user at its limit of sessions" bench --seconds 1 --threads 2
	at_limit 'cannot open a session'
	limits 0 0 0 0 0
	alice_is 4 "bench: a user at its limit of memory" bench --seconds 1 --size 9M invoke-tests 1
	at_limit 'cannot share memory'
	alice_is 4 "call: a user at its limit of memory" call invoke-tests 1 out:9M none none none
	at_limit 'cannot share memory'
	gtee_is 0 "doctor: nobody at a limit" doctor
	says "doctor: says so" '^ok +limits +tee0 has refused no request of its current users$'
	limits 1 0 0 0 0
	alice_holding 1 0 0
	alice_is 4 "call: a user at its limit of sessions" call invoke-tests 1 none none none none
	at_limit 'cannot open a session'
	alice_is 0 "doctor: as a user at its limit" doctor
	says "doctor: as a user at its limit: no fault of the TEE's" \
		'^note +answers +tee0 was not checked: this user has reached its limit for this TEE'
	says "doctor: as a user at its limit: what to do" "-> 'gtee info' shows the limits; root"
	gtee_is 0 "doctor: a user at its limit" doctor
	says "doctor: which user that is" \
		'^note +limits +tee0 has refused requests of alice [2-9] times '
	says "doctor: what to do" "-> 'gtee info' shows the limits; root"
	gtee_is 0 "doctor --json: a user at its limit" doctor --json
	json doctor
	alice_lets_go
	limits 0 0 0 0 0
	let_root_open
}

# columns_agree FILE: check that the third column starts at the same position in each line.
columns_agree() {
	[ "$(sed -nE 's/^(  [0-9a-f-]{36} +[^ ]+ +).*/\1/p' "$1" |
		awk '{ print length($0) }' | sort -u | wc -l)" = 1 ]
}

test_list() {
	gtee_is 0 "list" list
	cp out out.list
	says "list: what the TEE has announced" \
		'd96a5b40-c3e5-21e3-8794-1002a5d5c61b +invoke-tests +in the TEE'
	says "list: a Trusted Application's file" "$CRYPT +crypt +signed"
	says "list: a key is none" '5c206987-16a3-59cc-ab0f-64b9cfc9e758 .*subkey'
	says "list: what it calls itself" \
		'^  7011a688-ddde-4053-a5a9-7b3c4ddf13b8 +device-enumeration +in the TEE'
	says "list: a long name" ' supplicant-plugin-test  signed,'
	check "list: columns are below each other" columns_agree out.list
	gtee_is 0 "list --json" list --json
	json list
	mkdir -p directory
	echo junk >directory/11111111-2222-3333-4444-555555555555.ta
	echo junk >directory/other
	gtee_is 0 "list --folder" list --folder directory
	says "list --folder: a file that is no application" \
		'11111111-2222-3333-4444-555555555555 .*not-a-ta'
	cp "/lib/optee_armtz/$CRYPT.ta" directory/11111111-2222-3333-4444-666666666666.ta
	cp "/lib/optee_armtz/$CRYPT.ta" directory/CB3E5BA0-ADF1-11E0-998B-0002A5D5C51B.ta
	gtee_is 0 "list --folder" list --folder directory
	says "list --folder: a file that is signed as another application" \
		'11111111-2222-3333-4444-666666666666 .*misnamed'
	says_not "list --folder: a file whose name is not in lower case" "$CRYPT"
	gtee_is 4 "list --folder: one that there is not" list --folder nowhere
	odd="$(printf 'odd\033[31m\nok')"
	mkdir -p "$odd"
	cp directory/11111111-2222-3333-4444-555555555555.ta "$odd"
	gtee_is 0 "list --folder: one with an odd name" list --folder "$odd"
	says "… which is shown" '^In /tmp/odd\\x1b\[31m\\x0aok:$'
	says_not "… without a byte that a terminal obeys" "$(printf '\033')"
	gtee_is 0 "list --json --folder: one with an odd name" list --json --folder "$odd"
	json list
}

test_call_values() {
	gtee_is 0 "call: a value in" call crypt 40 value:4711
	gtee_is 0 "call: a value out, by UUID" call $CRYPT 41 value-out
	# The TA instance ends with its last session, so the value is lost.
	says "call: a value out is printed" '^1: a [0-9]+ \(0x[0-9a-f]+\), b '
	# The pseudo TA for tests increments each number that it gets.
	gtee_is 0 "call: values in and out" call invoke-tests 1 value-inout:40,2 none none none
	json_case call invoke-tests 1 value-inout:40,2 none none none
}

json_case() {
	sub=$1
	shift
	gtee_is 0 "$sub --json $*" "$sub" --json "$@"
	json "$sub"
}

test_call_memory() {
	digest=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
	gtee_is 0 "call: text in, memory out, as JSON" call --json crypt 2 text:abc out:32
	says "call: the digest is right" "\"hex\": ?\"$digest\""
	json call
	gtee_is 0 "call: bytes in, memory out, in hexadecimal" call crypt 2 hex:616263 out:32
	says "call: the digest is right again" 'ba 78 16 bf 8f 01 cf ea'
	printf abc >abc
	gtee_is 0 "call: file in, file out" call crypt 2 in:abc out:digest:32
	check "call: the file has the digest" \
		sh -c "[ \$(hexdump -v -e '/1 \"%02x\"' digest) = $digest ]"
	printf abc | gtee call crypt 2 in:- out:-:32 >piped 2>err
	check "call: by standard input and output" cmp piped digest
	head -c 40000 /dev/zero >long
	gtee_is 0 "call: a longer file" call crypt 2 in:long out:32
	says "call: its digest" \
		"$(sha256sum long | sed 's/^\(..\)\(..\)\(..\)\(..\).*/\1 \2 \3 \4/')"
	gtee_is 0 "call: an empty text" call crypt 2 text: out:32
	says "call: its digest, too" 'e3 b0 c4 42'
	test_call_inout
}

# The pseudo TA for tests changes each byte of a memory reference.
test_call_inout() {
	head -c 64 /dev/zero >both
	gtee_is 0 "call: a file in and out" call --json invoke-tests 1 inout:both none none none
	json call
	says "call: it says where it went" '"file": ?"both"'
	check "call: and has as many bytes" sh -c '[ $(wc -c <both) = 64 ]'
}

test_call_errors() {
	gtee_is 1 "call: the application's error" call crypt 9999
	says "call: its code, name and origin" '0xffff0006, bad parameters' err
	says "call: what to look at then" 'the number and kinds of its parameters' err
	gtee_is 1 "call: an application that there is not" \
		call 11111111-2222-3333-4444-555555555555 1
	says "call: what to do about it" "'gtee list' shows the Trusted Applications" err
	gtee_is 2 "call: a name that nobody has" call nobody 1
	says "call: where the names are" \
		"^  'gtee list' shows the known names; a UUID also works\.$" err
	printf old >kept
	gtee_is 1 "call: a refused call with an output file" call crypt 9999 out:kept:8
	check "call: leaves the file alone" sh -c '[ "$(cat kept)" = old ]'
	gtee_is 1 "call --json: an error is a document, too" call --json crypt 9999
	json call
	gtee_is 4 "call: a file that there is not" call crypt 2 in:nothing out:32
	says "call: names it" 'nothing: No such file' err
	gtee_is 4 "call: an output that cannot be" call crypt 2 in:abc out:/proc/nothing/x:32
	gtee_is 2 "call: five parameters" call crypt 2 none none none none none
	gtee_is 2 "call: a parameter of no kind" call crypt 2 file:x
	gtee_is 2 "call: no command" call crypt
	gtee_is 2 "call: a command that is no number" call crypt two
	gtee_is 2 "call: a login that there is not" call --login root crypt 2
	gtee_is 2 "call: a group login without a group" call --login group crypt 2
	gtee_is 2 "call: standard input twice" call crypt 2 in:- in:-
}

test_call_logins() {
	for login in public user application user-application; do
		gtee_is 0 "call --login $login" call --login $login crypt 2 text:abc out:32
	done
	gtee_is 0 "call --login group" call --login group --group root crypt 2 text:abc out:32
	gtee_is 3 "call --login group: not a member" \
		call --login group --group bob crypt 2 text:abc out:32
}

# start_calling [SERVICE COMMAND]: start a client in the background and set $client to its
# pid. Wait until it makes calls, because it may start slowly on a busy machine.
start_calling() {
	gtee bench --seconds 60 "$@" >/dev/null 2>&1 &
	client=$!
	until_true sh -c 'gtee top --count 1 --json | grep -q "\"calls\":[1-9]"' ||
		echo "# it does not call"
}

# gtee_shows PATTERN NAME ARGUMENT…: check that gtee succeeds and prints the pattern, in
# up to five attempts. They are needed because an emulated processor sometimes runs an
# outdated translation of code that the kernel has patched. A trace event then stays off
# until the next time it is enabled.
gtee_shows() {
	wanted=$1 name=$2 status=1
	shift 2
	for attempt in 1 2 3 4 5; do
		status=0
		gtee "$@" >out 2>err </dev/null || status=$?
		[ $status = 0 ] && ! grep -qE -- "$wanted" out || break
		echo "# $name: attempt $attempt shows no $wanted"
	done
	if [ $status = 0 ]; then result ok "$name"; else result 'not ok' "$name"; fi
	says "$name: shows $wanted" "$wanted"
}

test_top() {
	start_calling
	gtee_shows '^tee0 +device-enumeration ' "top" top --count 2
	says "top: the device" '^tee0 +all: 1 client, 1 session'
	says "top: the application, its rate and latency" \
		'^tee0 +device-enumeration .* [0-9.]+ +[0-9.]+ +[0-9.]+ (us|ms) '
	says_not "top: no escapes where it is no terminal" "$(printf '\033')"
	check "top: leaves no instance" no_instances
	gtee_shows '"calls":[1-9][0-9]*,.*"ta":"7011a688' "top --json" \
		top --count 2 --interval 1 --json
	json_lines top out
	gtee top >out 2>err &
	pid=$!
	until_true test -d "$INSTANCES/gtee-$pid" || echo "# no instance"
	sleep 1
	kill -INT $pid
	wait $pid
	status=$?
	check "top: ends well on a signal" [ $status = 0 ]
	check "top: and leaves no instance" no_instances
	kill $client
	wait $client 2>/dev/null
	gtee_is 2 "top: an interval of 0" top --interval 0
}

# traced ARGUMENT…: trace calls of this script and store the trace in out.
traced() {
	gtee trace "$@" >trace.out 2>trace.err &
	pid=$!
	until_true grep -q tracing trace.err || echo "# not tracing"
	gtee call crypt 2 text:abc out:32 >/dev/null
	gtee call crypt 9999 >/dev/null 2>&1
	until_true test -s trace.out
	sleep 1
	kill -TERM $pid
	wait $pid
	status=$?
	cp trace.out out
	cp trace.err err
	what="trace $*"
	check "${what%% [0-9]*}: ends well on a signal" [ $status = 0 ]
	cp trace.out out
}

test_trace() {
	traced
	says "trace: a client comes" '^ +0\.000000 +gtee-[0-9]+ +opens tee0'
	says "trace: a session" "session [0-9]+ with crypt \($CRYPT\) as public: success"
	says "trace: what the supplicant is asked for" \
		'supplicant, asked for load a Trusted Application: success, [0-9.]+ '
	says "trace: several times" \
		'supplicant, asked for secure storage, [0-9]+ times: success, [0-9.]+ '
	says "trace: a call" "tee0 -> crypt .*: command 2, 2 parameters"
	says "trace: its answer" "tee0 <- crypt .*: command 2: success, [0-9.]+ (us|ms)"
	says "trace: a refusal" \
		"command 9999: 0xffff0006, bad parameters, from the Trusted Application"
	says_not "trace: no memory unless asked for" ' memory, .* shared$'
	check "trace: leaves no instance" no_instances
	check "trace: the global buffer is untouched" sh -c \
		'cd /sys/kernel/tracing && [ "$(cat events/tee/enable)" = 0 ] &&
			! grep -q tee_ trace'
	traced --json
	json_lines trace out
	says "trace --json: an answer" '"event":"answer".*"code":0,'
	traced --conduit --memory
	says "trace --conduit: a call into secure world" 'smc 0x320000(12|13) -> '
	says "trace --memory: memory is shared" 'memory, 4 KiB, shared'
	traced --ta pkcs11
	says_not "trace --ta: not what others do, or what is asked for them" 'crypt|supplicant'
	traced --ta crypt
	says "trace --ta: what it is asked" "tee0 -> crypt .*: command 2, 2 parameters"
	says "trace --ta: what the supplicant is asked for it" \
		'supplicant, asked for load a Trusted Application: success'
	says_not "trace --ta: nothing of no application" 'opens tee0'
	rm trace.err
	sh -c 'until grep -q tracing trace.err; do usleep 100000; done
		exec gtee call invoke-tests 1 value-inout:40,2 none none none' >/dev/null 2>&1 &
	client=$!
	traced --pid $client
	wait $client
	says "trace --pid: what the process does" 'tee0 -> invoke-tests '
	says_not "trace --pid: not what others do" 'crypt'
	gtee_is 0 "trace --seconds: ends by itself" trace --seconds 1
	gtee_is 2 "trace --ta: nobody" trace --ta nobody
	gtee_is 4 "trace --pid: no process" trace --pid 99999999 --seconds 1
	says "… is said" '^gtee: trace: no such process: 99999999$' err
	check "… and leaves no instance" no_instances
	test_trace_late
}

# Stop the supplicant, so that it does not reply. The trace must show that a client waits for it.
test_trace_late() {
	supplicants=$(pidof tee-supplicant)
	# Otherwise the old file might be read before the shell truncates it.
	rm -f trace.err
	gtee trace >trace.out 2>trace.err &
	pid=$!
	until_true grep -q tracing trace.err
	# shellcheck disable=SC2086 # several processes
	kill -STOP $supplicants
	gtee call crypt 2 text:abc out:32 >/dev/null 2>&1 &
	client=$!
	until_true grep -q 'waits for the supplicant' trace.out
	# shellcheck disable=SC2086
	kill -CONT $supplicants
	wait $client
	kill -TERM $pid
	wait $pid
	cp trace.out out
	cp trace.err err
	says "trace: a request that waits" 'waits for the supplicant, asked for'
}

# kill_guards: kill the processes that remove a killed gtee's instance.
kill_guards() {
	for comm in /proc/[0-9]*/comm; do
		[ "$(cat "$comm" 2>/dev/null)" = gtee-guard ] || continue
		pid=${comm#/proc/}
		kill -KILL "${pid%/comm}"
	done
}

# The guard of a killed gtee must remove its instance. If the guard is killed too, the
# next gtee must remove the instance, but not that of a running gtee.
test_leftovers() {
	for sub in trace top; do
		gtee $sub >/dev/null 2>&1 &
		killed=$!
		until_true test -d "$INSTANCES/gtee-$killed"
		sleep 1
		kill -KILL $killed
		wait $killed 2>/dev/null
		check "$sub: killed, its instance goes" \
			until_true test ! -d "$INSTANCES/gtee-$killed"

		gtee $sub >/dev/null 2>&1 &
		killed=$!
		until_true test -d "$INSTANCES/gtee-$killed"
		sleep 1
		kill_guards
		kill -KILL $killed
		wait $killed 2>/dev/null
		check "$sub: killed with its guard, it stays" test -d "$INSTANCES/gtee-$killed"
		gtee trace >/dev/null 2>err &
		alive=$!
		until_true grep -q tracing err
		check "$sub: the next one removes it" test ! -d "$INSTANCES/gtee-$killed"
		gtee_is 0 "$sub: and another" top --count 1
		check "$sub: leaves the one that lives alone" test -d "$INSTANCES/gtee-$alive"
		kill -TERM $alive
		wait $alive
		check "$sub: nothing is left" no_instances
	done
}

# top holds a reference to the module in which it counts, so the module must stay loaded.
test_top_keeps_module() {
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	gtee top >out 2>err &
	client=$!
	until_true test -d "$INSTANCES/gtee-$client"
	sleep 1
	until_true rmmod optee
	check "top: tee.ko does not go meanwhile" sh -c '! rmmod tee'
	kill -KILL $client
	wait $client 2>/dev/null
	check "top: but afterwards, though it was killed" until_true rmmod tee
	insmod /lib/gtee/tee.ko
	insmod /lib/gtee/optee.ko
	tee-supplicant -d
	until_true pidof tee-supplicant
}

test_bench() {
	gtee_is 0 "bench" bench --seconds 2
	says "bench: a rate" '^[0-9]+ calls in 2\.[0-9]+ s, [0-9]+ a second'
	says "bench: percentiles" '^  99\.9 % +[0-9.]+ (us|ms)'
	says "bench: a histogram" '^  <= +[0-9.]+ (us|ms)  #+ [0-9]+'
	gtee_is 0 "bench of a command, with memory, by threads" \
		bench --seconds 2 --threads 4 --size 4K invoke-tests 9999 --json
	json bench
	says "bench: all threads called" '"threads": ?4'
	gtee_is 1 "bench: an application that there is not" \
		bench 11111111-2222-3333-4444-555555555555 1
	says "bench: what to do about it" "'gtee list' shows the Trusted Applications" err
	gtee_is 1 "bench: more sessions than the TEE has memory for" \
		bench --threads 32 --seconds 1 os-test 0
	says "bench: says so" '0xffff000c, out of memory' err
	says_not "bench: and does not advise to look for the application" "gtee list" err
	gtee_is 2 "bench: too many threads" bench --threads 257
	gtee bench --seconds 60 >out 2>err &
	pid=$!
	sleep 3
	kill -INT $pid
	wait $pid
	status=$?
	check "bench: an interrupt ends it" [ $status = 0 ]
}

test_usage() {
	gtee_is 2 "no subcommand" ""
	gtee_is 2 "a subcommand that there is not" nonsense
	gtee_is 0 "help" help
	for sub in $SUBCOMMANDS; do
		says "help: $sub" "^  $sub "
	done
	for sub in $SUBCOMMANDS; do
		gtee_is 0 "$sub --help" "$sub" --help
		gtee_is 2 "$sub: an option that there is not" "$sub" --nonsense
	done
	gtee_is 0 "--version" --version
	gtee info >/dev/full 2>err
	status=$?
	check "info: a full disk is an error" [ $status = 4 ]
	gtee_is 0 "--json before the subcommand" --json info
	json info
	gtee_is 0 "--tee before the subcommand" --tee tee0 info
	says "… is its own" '^tee0 +OP-TEE'
	gtee_is 3 "--tee before the subcommand: one that there is not" -t tee7 -j call crypt 2
	json error err
	gtee_is 2 "an option of none, before" --nonsense info
	gtee_is 0 "-v" -v
	says "… is the version" '^gtee [0-9]'
	test_json_errors
}

# json_error STATUS ARGUMENT…: check that gtee prints the error as JSON if --json is given.
json_error() {
	want=$1
	shift
	gtee_is "$want" "an error as JSON: $*" "$@"
	json error err
	lines=$(wc -l <err)
	check "… is one line" [ "$lines" = 1 ]
}

test_json_errors() {
	for sub in $SUBCOMMANDS; do
		json_error 2 "$sub" --nonsense --json
		# trace takes them for a command to run
		[ "$sub" = trace ] && expected=4 || expected=2
		json_error "$expected" "$sub" -j operand too much for it here
	done
	json_error 2 --json
	json_error 2 --json nonsense
	json_error 2 --json help nonsense
	json_error 2 --json --nonsense
	json_error 2 info --json --tee nonsense
	json_error 4 list --json --folder nowhere
	json_error 1 call --json 11111111-2222-3333-4444-555555555555 1
	json_error 4 call --json crypt 2 in:nothing out:32
	json_error 1 call --json crypt 9999
	json_error 1 bench --json 11111111-2222-3333-4444-555555555555 1
	json_error 3 top --json --tee tee7
	json_error 3 trace --json --tee tee7
	gtee info --json >/dev/full 2>err
	status=$?
	json error err
	check "info --json: a full disk is an error" [ $status = 4 ]
}

# on_terminal ARGUMENT…: run gtee on a terminal, and check that it succeeds.
on_terminal() {
	want=0 status=0
	/tests/cli/on-terminal gtee "$@" >out 2>err || status=$?
	status_is "on a terminal: $*"
}

test_terminal() {
	export TERM=xterm
	on_terminal info
	says "a terminal has colours" "$(printf '\033')\[1mtee0"
	NO_COLOR=1 on_terminal info
	says_not "… but not with NO_COLOR" "$(printf '\033')"
	says "… where the words are the same" '^tee0 +OP-TEE'
	NO_COLOR='' on_terminal info
	says "… which does not count where it is empty" "$(printf '\033')\[1mtee0"
	TERM=dumb on_terminal info
	says_not "… nor on a dumb terminal" "$(printf '\033')"
	on_terminal info --json
	says_not "… nor in JSON" "$(printf '\033')"
	on_terminal top --count 2
	says "top clears a terminal" "$(printf '\033')\[H"
	LC_ALL=C.UTF-8 on_terminal bench --seconds 1
	says "bench draws with blocks where there are some" "$(printf '\342\226\210')"
	LC_ALL=C on_terminal bench --seconds 1
	says "… and without where there are none" '##'
	unset TERM
}

# Commands that give the device to the group of TEE users
for_users='-> chgrp tee /dev/tee0; chmod 660 /dev/tee0; '
for_users="$for_users"'60-tee\.rules makes this permanent, .*group tee'

test_doctor_sound() {
	gtee_is 0 "doctor: a sound system" doctor
	says "doctor: modules" "^ok +modules +gtee's: tee, tee_conduit, optee"
	says "doctor: nobody but root may open it" \
		'^note +nodes +/dev/tee0, mode 600: only root can open it'
	says "doctor: what to do for users" "$for_users"
	says "doctor: the TEE answers" '^ok +answers +tee0 answers'
	says "doctor: the supplicant" '^ok +supplicant +running, process [0-9]+'
	says "doctor: directories" '^ok +TA directory +/usr/lib/optee_armtz has [0-9]+ Trusted'
	says "doctor: storage" '^ok +storage +/var/lib/optee-client/data/tee has .* of free space'
	says "doctor: no fault" '^No fault'
	gtee_is 0 "doctor --json" doctor --json
	json doctor
}

# fault NAME PATTERN: check that doctor reports the fault and suggests a remedy.
fault() {
	gtee_is 5 "doctor: $1" doctor
	says "doctor: says so" "^FAULT +$2"
	cp out out.text
	grep -A1 -E "^FAULT +$2" out.text >out.next
	says "doctor: and what to do" '^ +-> ' out.next
	gtee_is 5 "doctor --json: $1" doctor --json
	json doctor
	says "doctor --json: not sound" '"sound": ?false'
}

test_fault_supplicant() {
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	fault "no supplicant" 'supplicant +tee-supplicant is not running'
	says "doctor: without systemd, too" \
		'-> systemctl start tee-supplicant, or without systemd: tee-supplicant -d' out.text
	tee-supplicant -d -f /tmp/no-such-storage -l /tmp/no-such-folder 2>/dev/null
	if pidof tee-supplicant >/dev/null; then
		rm -rf /tmp/no-such-storage
		fault "no storage directory" 'storage +/tmp/no-such-storage is not a directory'
		fault "no TA directory" 'TA directory +not found'
		killall tee-supplicant
		until_true sh -c '! pidof tee-supplicant'
	else
		mv /var/lib/optee-client /var/lib/optee-client.away
		fault "no storage directory" \
			'storage +/var/lib/optee-client/data/tee is not a directory'
		mv /var/lib/optee-client.away /var/lib/optee-client
		mv /usr/lib/optee_armtz /usr/lib/optee_armtz.away
		fault "no TA directory" 'TA directory +not found'
		mv /usr/lib/optee_armtz.away /usr/lib/optee_armtz
	fi
	tee-supplicant -d
	until_true pidof tee-supplicant >/dev/null
	gtee_is 0 "doctor: sound again" doctor
}

# Run a user's process with the supplicant's name and with escape sequences in its command line.
test_fault_pretender() {
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	mkdir -p /tmp/pretend/tas
	printf '#!/bin/sh\nread -r line\n' >/tmp/pretend/tee-supplicant
	chmod -R a+rx /tmp/pretend
	echo junk >/tmp/pretend/tas/22222222-2222-3333-4444-555555555555.ta
	mkfifo /tmp/pretend/fifo
	chmod a+rw /tmp/pretend/fifo
	su -s /bin/sh alice -c "exec /tmp/pretend/tee-supplicant -l /tmp/pretend/tas \
		-f '$(printf '\033]0;x\007')' \
		<>/tmp/pretend/fifo" &
	until_true sh -c 'grep -lx tee-supplicant /proc/[0-9]*/comm'
	fault "a pretender is no supplicant" 'supplicant +tee-supplicant is not running'
	says_not "… whose words no terminal gets" "$(printf '\033')|/tmp/pretend" out.text
	gtee_is 0 "list: a pretender's directory" list
	says_not "… is not looked at" '22222222-2222'
	echo >/tmp/pretend/fifo
	wait $!
	odd="/tmp/$(printf '\033[31m')tas"
	mkdir -p "$odd"
	tee-supplicant -d -l "$odd"
	until_true gtee doctor
	gtee doctor >out 2>err
	says "doctor: an odd directory is shown" '/tmp/.x1b.31mtas has 0 Trusted'
	says_not "… without a byte that a terminal obeys" "$(printf '\033')"
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	tee-supplicant -d
	until_true pidof tee-supplicant >/dev/null
}

# A call that waits for a supplicant must say so, and continue once a supplicant runs.
test_fault_waits() {
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	gtee call crypt 2 text:abc out:32 >waits.out 2>waits.err &
	pid=$!
	check "call: says that the supplicant is missing" \
		until_true grep -q 'waiting for the supplicant, which is not running' waits.err
	tee-supplicant -d
	wait $pid
	status=$?
	check "call: and goes on when there is one" [ $status = 0 ]
	says "call: and said how to start it" \
		'^  systemctl start tee-supplicant, or without systemd: tee-supplicant -d$' \
		waits.err
	gtee_is 0 "call: says nothing when there is one" call crypt 2 text:abc out:32
	says_not "… as nothing is missing" '.' err
}

test_fault_nodes() {
	as_alice info
	check "info as a user" [ $? = 0 ]
	as_alice doctor
	check "doctor as a user: not permitted" [ $? = 5 ]
	as_alice doctor
	says "doctor as a user: no group may" \
		'^FAULT +nodes +/dev/tee0: no access for alice or for any group'
	says "doctor as a user: what gives it to a group" "$for_users"
	as_alice call crypt 2 text:abc out:32
	check "call as a user who may not" [ $? = 3 ]
	as_alice call crypt 2 text:abc out:32
	says "call: says why and what next" 'doctor' err
	chgrp daemon /dev/tee0
	chmod 660 /dev/tee0
	as_alice doctor
	says "doctor as a user: not in the group" 'usermod -aG daemon alice'
	chgrp tee /dev/tee0
	as_alice call crypt 2 text:abc out:32
	check "call as a user of the group" [ $? = 0 ]
	gtee_is 0 "doctor: a node that a group may open" doctor
	says "doctor: is in order" '^ok +nodes +/dev/tee0, mode 660$'
	as_alice top
	check "top as a user" [ $? = 3 ]
	chmod 666 /dev/teepriv0
	fault "anybody may be the supplicant" 'nodes +/dev/teepriv0: any user can open it'
	chmod 600 /dev/teepriv0
	rm /dev/tee0
	fault "no node" 'nodes +/dev/tee0: No such file'
	gtee_is 3 "call: no node" call crypt 2 text:abc out:32
	mknod /dev/tee0 c 1 3
	fault "another device's node" 'nodes +/dev/tee0 is not the device'
	rm /dev/tee0
	# shellcheck disable=SC2046 # two numbers
	mknod -m 600 /dev/tee0 c $(tr : ' ' </sys/class/tee/tee0/dev)
	gtee_is 0 "doctor: sound with the right node" doctor
}

test_fault_modules() {
	echo '<3>optee: made up by a test' >/dev/kmsg
	fault "an error in the kernel's log" 'messages +1 error, the last: optee: made up by a test'
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	until_true rmmod optee
	fault "no driver" 'firmware +announces OP-TEE, but module optee is not loaded'
	gtee_is 3 "call: no TEE" call crypt 2 text:abc out:32
	gtee_is 3 "top: no TEE" top
	gtee_is 3 "trace: no TEE" trace
	rmmod tee
	fault "no TEE subsystem" 'modules +the TEE subsystem \(module tee\) is not loaded'
	gtee_is 3 "info: no TEE" info
	says "info: and who knows more" 'gtee doctor' err
	gtee_is 3 "info --json: no TEE" info --json
	json info
	insmod /lib/gtee/tee.ko
	insmod /lib/gtee/optee.ko
	tee-supplicant -d
}

test_upstream() {
	gtee_is 0 "info" info
	says "info: says that this kernel tells little" 'this kernel has no TEE identities'
	gtee_is 0 "info --json" info --json
	json info
	gtee_is 0 "list" list
	gtee_is 0 "call" call crypt 2 text:abc out:32
	says "call: the digest" 'ba 78 16 bf'
	gtee_is 0 "bench" bench --seconds 1
	gtee_is 4 "top" top
	says "top: why not, and what next" "no trace events" err
	gtee_is 4 "trace" trace
	gtee_is 0 "doctor: works, if with less" doctor
	says "doctor: upstream's modules" "^note +modules +upstream's: tee, optee"
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
	until_true rmmod optee
	insmod /tests/cli/tee_conduit.ko
	insmod /tests/cli/optee.ko 2>/dev/null
	check "gtee's driver does not load on upstream's core" test ! -d /sys/module/optee
	fault "mixed modules" "modules +mixed: tee is upstream.s, tee_conduit is gtee.s"
	cp out.text out
	says "doctor: the kernel's words" \
		'^FAULT +messages +optee: (Unknown symbol|disagrees about)'
	rmmod tee_conduit
	insmod /lib/upstream/optee.ko
}

test_tsp() {
	gtee_is 0 "info" info
	says "info: who it is" '^tee0 +TSP '
	says "info: the driver and its way in" 'tsp 1\.0, .*, via smc'
	says_not "info: it shares no memory" '(allocates|registers|shares) .*memory'
	gtee_is 0 "info --json" info --json
	json info
	gtee_is 0 "doctor" doctor
	says "doctor: the driver" 'announces the Test Secure Payload, driven by module tsp'
	gtee_is 0 "call: an addition" call tsp 0 value-inout:5,7
	says "call: its result" '^1: a 10 \(0xa\), b 14 '
	gtee_is 1 "call: an application that it has not" call crypt 2 text:abc out:32
	gtee_is 1 "call: memory, which it cannot share" call tsp 0 text:abc
	says "call: says so" 'cannot share memory: not supported by this TEE' err
	gtee_is 0 "list" list
	says "list: its service" '^  9def5c95-b148-4055-bd33-f2f46d0b1124  tsp +in the TEE$'
	gtee_is 0 "bench" bench --seconds 1 --threads 2 tsp 0
	gtee_is 0 "bench: the default" bench --seconds 1
	says "bench: is an addition" '^tsp \(9def5c95-.*\) on tee0, command 0x0, one value, '
	says_not "bench: that succeeds" 'answers were errors'
	json_case bench --seconds 1
	gtee_is 1 "bench: memory, which it cannot share" bench --seconds 1 --size 4K
	says "bench: says so" 'cannot share memory: not supported by this TEE' err
	start_calling tsp 0
	gtee_shows '^tee0 +tsp \(9def5c95' "top" top --count 1
	gtee_is 0 "top --json" top --count 1 --json
	json_lines top out
	kill $client
	wait $client
}

test_none() {
	gtee_is 3 "info" info
	says "info: says so" 'no TEE found' err
	gtee_is 3 "call" call crypt 2 text:abc out:32
	gtee_is 3 "bench" bench
	gtee_is 3 "top" top
	gtee_is 0 "list" list
	fault "no Trusted OS" 'firmware +announces no Trusted OS'
}

# Run the commands of docs/gtee.md, which the host has written to a file as numbered
# lines, and pass their output to the host.
test_docs() {
	while read -r number line; do
		status=0
		sh -c "$line" >out 2>err </dev/null || status=$?
		sed "s/^/# doc:$number:/" out
		cp out out.doc
		check "docs/gtee.md: $line" [ $status = 0 ]
	done </tests/cli/commands
}

case $1 in
optee)
	test_usage
	test_info
	test_info_user
	test_user_limit
	test_list
	test_call_values
	test_call_memory
	test_call_errors
	test_call_logins
	test_top
	test_trace
	test_leftovers
	test_bench
	test_terminal
	test_docs
	;;
faults)
	test_top_keeps_module
	test_doctor_sound
	test_fault_supplicant
	test_fault_pretender
	test_fault_waits
	test_fault_nodes
	test_fault_modules
	;;
*) "test_$1" ;;
esac
echo "1..$CASES"
