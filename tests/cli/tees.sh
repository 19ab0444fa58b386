# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# The gtee command with two TEEs: tee0 is the mailbox example, and tee1 is OP-TEE, whose
# supplicant device is teepriv0. guest.sh sources this file.

SUM=6d61696c-626f-4782-8d6f-64656c000001

stop_supplicant() {
	killall tee-supplicant
	until_true sh -c '! pidof tee-supplicant'
}

start_supplicant() {
	tee-supplicant -d
	until_true pidof tee-supplicant
}

# both STATUS NAME TEE SUBCOMMAND ARGUMENT…: run gtee with --tee before the subcommand,
# and then after it. The output of the second run is in out and err.
both() {
	expected=$1 case=$2 tee=$3 sub=$4
	shift 4
	gtee_is "$expected" "$case, --tee before" --tee "$tee" "$sub" "$@"
	gtee_is "$expected" "$case, --tee behind" "$sub" --tee "$tee" "$@"
}

test_tees() {
	stop_supplicant
	until_true rmmod optee
	insmod /lib/gtee/mailbox_model.ko
	insmod /lib/gtee/mailbox_tee.ko
	insmod /lib/gtee/optee.ko
	start_supplicant
	test_tees_info
	test_tees_list
	test_tees_call
	test_tees_bench
	test_tees_top
	test_tees_trace
	test_tees_doctor
	test_tees_none
	rmmod mailbox_tee
	rmmod mailbox_model
}

test_tees_info() {
	both 0 "info of tee0" tee0 info
	says "… is the mailbox" '^tee0 +mailbox example'
	says_not "… and not OP-TEE" 'OP-TEE'
	both 0 "info of tee1" tee1 info
	says "… is OP-TEE" '^tee1 +OP-TEE'
	says_not "… and not the mailbox" mailbox
}

test_tees_list() {
	both 0 "list of tee0" tee0 list
	says "… is empty" '^No Trusted Applications found\.$'
	both 0 "list of tee0 with a directory" tee0 list --folder /usr/lib/optee_armtz
	says "… has the files" "$CRYPT +crypt +signed"
	says_not "… but nothing of OP-TEE" 'in the TEE'
	both 0 "list of tee1" tee1 list
	says "… has what it announced" 'invoke-tests +in the TEE'
	says "… what is built in" '^Built into tee1, not announced:'
	says "… and files" "$CRYPT +crypt +signed"
	json_case list --tee tee0
	json_case list --tee tee1
}

test_tees_call() {
	both 0 "call of tee0" tee0 call $SUM 0 text:abc value-inout:1
	says "… is answered by the mailbox" '^2: a 294 '
	both 1 "call of tee0: OP-TEE's application" tee0 call crypt 2 text:abc out:32
	both 0 "call of tee1" tee1 call crypt 2 text:abc out:32
	says "… is answered by OP-TEE" 'ba 78 16 bf'
	stop_supplicant
	both 0 "call of tee0 that takes long" tee0 call $SUM 0 text:abc value-inout:2000
	says_not "… does not wait for OP-TEE's supplicant" waiting err
	start_supplicant
}

test_tees_bench() {
	both 0 "bench of tee1" tee1 bench --seconds 1
	says "… takes OP-TEE's default" '^device-enumeration \(.*\) on tee1, command 0xffffffff, '
	both 2 "bench of tee0" tee0 bench --seconds 1
	reason="gtee knows no Trusted Application of mailbox example \(driver mailbox\)"
	says "… has no default" "^gtee: tee0: cannot choose a call to measure: $reason\$" err
	says "… and says what to type" '^  gtee bench --tee tee0 UUID COMMAND measures ' err
	gtee_is 2 "bench of the first TEE" bench --json
	json error err
	both 0 "bench of tee0 with an application" tee0 bench --seconds 1 $SUM 0
}

test_tees_top() {
	gtee bench --tee tee1 --seconds 60 >/dev/null 2>&1 &
	client=$!
	until_true sh -c 'gtee top --tee tee1 --count 1 --json | grep -q "\"calls\":[1-9]"'
	gtee_shows '^tee1 +device-enumeration ' "top of tee1" top --tee tee1 --count 1
	says_not "… shows nothing of tee0" '^tee0'
	both 0 "top of tee0" tee0 top --count 1
	says "… shows tee0" '^tee0 +all:'
	says_not "… and nothing of tee1" '^tee1|device-enumeration'
	kill $client
	wait $client
}

# tees_traced ARGUMENT…: trace a call of each TEE and store the trace in out.
tees_traced() {
	gtee "$@" --memory --conduit >trace.out 2>err &
	pid=$!
	until_true grep -q tracing err
	gtee call --tee tee0 $SUM 0 text:abc value-inout:1 >/dev/null
	gtee call --tee tee1 crypt 2 text:abc out:32 >/dev/null
	until_true grep -q ' closes ' trace.out
	sleep 1
	kill -TERM $pid
	wait $pid
	status=$?
	cp trace.out out
	check "$*: ends well on a signal" [ $status = 0 ]
	cp trace.out out
}

test_tees_trace() {
	tees_traced --tee tee0 trace
	says "trace of tee0: its call" "tee0 -> $SUM session [0-9]+: command 0"
	says "trace of tee0: its memory" ' memory, .* shared$'
	says "trace of tee0: its conduit" ' loopback 0x'
	says_not "trace of tee0: nothing of tee1" 'tee1|crypt|supplicant| smc 0x'
	count=$(grep -c ' memory, ' out)
	check "trace of tee0: only its memory" [ "$count" = 2 ]
	tees_traced trace --tee tee1
	says "trace of tee1: its call" 'tee1 -> crypt .*: command 2'
	says "trace of tee1: its supplicant" \
		'teepriv0    the supplicant, asked for load a Trusted Application'
	says "trace of tee1: its memory" ' memory, .* shared$'
	says "trace of tee1: its conduit" ' smc 0x'
	says_not "trace of tee1: nothing of tee0" "tee0|$SUM| loopback 0x"
}

test_tees_doctor() {
	both 0 "doctor of tee0" tee0 doctor
	says "… checks it" '^ok +answers +tee0 answers'
	says_not "… and not OP-TEE" 'tee1|teepriv0|optee|firmware|supplicant|storage'
	both 0 "doctor of tee1" tee1 doctor
	says "… checks it" '^ok +answers +tee1 answers'
	says "… and its supplicant" '^ok +supplicant +running'
	says_not "… and not the mailbox" tee0
	json_case doctor --tee tee1
	stop_supplicant
	both 0 "doctor of tee0 without OP-TEE's supplicant" tee0 doctor
	both 5 "doctor of tee1 without its supplicant" tee1 doctor
	gtee_is 5 "doctor of both without the supplicant" doctor
	start_supplicant
	echo '<3>optee: made up by a test' >/dev/kmsg
	both 0 "doctor of tee0 after an error of OP-TEE's driver" tee0 doctor
	says "… finds no error" "^ok +messages +no errors of this TEE in the kernel's log\$"
	both 5 "doctor of tee1 after an error of its driver" tee1 doctor
}

test_tees_none() {
	for sub in info list top trace bench doctor; do
		both 3 "$sub of a TEE that does not exist" tee7 $sub
		says "… names it" '^gtee: tee7: no TEE matches this selector$' err
	done
	both 3 "call of a TEE that does not exist" tee7 call crypt 2
	both 2 "help of a TEE" tee0 help
	says "… is refused" '^gtee: help: cannot select a TEE: ' err
}
