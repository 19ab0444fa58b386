# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest, where softteed is the only TEE: the parts of tests/tpm-chip. Each part
# begins and ends with softteed serving its TPM, and tee_tpm loaded.
#
# usage: KERNEL=stock|debug sh guest.sh [PART…]
#        KERNEL=… sh guest.sh reboot   reboot while a command hangs in the TEE; no cases

. /tests/guest-tap.sh

# check NAME COMMAND…: like check in guest-tap.sh, but in this shell, because some commands wait
# for its child processes.
check() {
	name=$1
	shift
	"$@" >/run/output 2>&1
	verdict "$name" $? "failed: $*" "$(cat /run/output)"
}

PARTS="order commands gone dead hang killed load suspend fake log"
CHIP=/sys/class/tpm/tpm0

# Commands. PCR 16 of the SHA-256 bank is extended by a digest of bytes 0x11.
digest=1111111111111111111111111111111111111111111111111111111111111111
random=80010000000c0000017b0008
read_16=8001000000140000017e00000001000b03000001
extend_16=80020000004100000182000000100000000940000009000000000000000001000b$digest
# With a tag of TPM 1.2
bad_tag=00c10000000a0000017b
# The kernel takes it for a command that may take minutes. The TPM refuses it.
create=80010000000a00000131

# PCR 16 before, after one and after two extends
ZERO=0000000000000000000000000000000000000000000000000000000000000000
ONCE=8878b15a7d6a3a4f464e8f9f42591dbc0cf4bedea0ec309003d2b2ee53655ef8
TWICE=dfb05b0f8ef7f253a3e2da3d8b2d14ffd928bba31f912ce36d3a929dc8b86d14

explain() {
	dmesg | grep -i tpm | tail -n 8
	tail -n 5 /run/softteed.log
	ls -d /dev/tpm* /dev/tee* 2>/dev/null
}

# within TENTHS COMMAND…: repeat the command until it succeeds, for at most TENTHS tenths of a
# second.
within() {
	left=$1
	shift
	until "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		usleep 100000
	done
}

# in_time COMMAND…: wait for tee_tpm to find a TPM. Its search pauses for up to 8 s.
in_time() { within 250 "$@"; }

not() { ! "$@"; }
loaded() { [ -d "/sys/module/$1" ]; }
has_chip() { [ -c /dev/tpm0 ] && [ -c /dev/tpmrm0 ] && [ -d $CHIP ]; }
has_no_chip() { [ ! -e /dev/tpm0 ] && [ ! -e /dev/tpmrm0 ] && [ ! -e $CHIP ]; }
tpm() { /tests/tpm "$@"; }
lives() { kill -0 "$1" 2>/dev/null; }

# responds TEXT ARGUMENT…: check that the response, or error, matches the pattern.
responds() {
	text=$1
	shift
	got=$(/tests/tpm "$@")
	echo "$got"
	echo "$got" | grep -qE "^$text$"
}

# pcr_is VALUE: check PCR 16 through both devices and in sysfs.
pcr_is() {
	responds "8001.{56}$1" /dev/tpm0 $read_16 && responds "8001.{56}$1" /dev/tpmrm0 $read_16 &&
		[ "$(tr A-F a-f <$CHIP/pcr-sha256/16)" = "$1" ]
}

start_softteed() {
	softteed --vtee --applications /tests/applications --allow-unsigned 2>>/run/softteed.log &
	softteed=$!
}
# signal SIGNAL: send it to all of softteed's processes.
signal() {
	for dir in /proc/[0-9]*; do
		[ "$(readlink "$dir/exe" 2>/dev/null)" != /usr/bin/softteed ] ||
			kill "-$1" "${dir#/proc/}" 2>/dev/null
	done
}
stop_softteed() {
	kill -KILL "$softteed"
	wait "$softteed" 2>/dev/null
}

part_order() {
	stop_softteed
	rmmod tee_tpm
	insmod /lib/gtee/tee_tpm.ko
	usleep 500000
	check "without a TEE there's no chip" has_no_chip
	start_softteed
	check "a TEE that comes later becomes a chip" in_time has_chip
	rmmod tee_tpm
	check "the chip goes with its module" has_no_chip
	insmod /lib/gtee/tee_tpm.ko
	check "a TEE that's there becomes a chip" in_time has_chip
	check "a TPM 2.0" grep -qx 2 $CHIP/tpm_version_major
}

hwrng_reads() {
	grep -qw tpm-rng-0 /sys/class/misc/hw_random/rng_available &&
		echo tpm-rng-0 >/sys/class/misc/hw_random/rng_current &&
		[ "$(head -c 100 /dev/hwrng | wc -c)" = 100 ] &&
		grep -qx 1 /sys/class/misc/hw_random/rng_quality
}

part_commands() {
	check "/dev/tpm0 has random numbers" responds "800100000014000000000008.{16}" \
		/dev/tpm0 $random
	check "they differ" [ "$(tpm /dev/tpm0 $random)" != "$(tpm /dev/tpm0 $random)" ]
	check "/dev/tpmrm0 has some, too" responds "800100000014000000000008.{16}" /dev/tpmrm0 \
		$random
	check "a PCR is zero at first" pcr_is $ZERO
	check "it can be extended" responds "8002.{8}00000000.*" /dev/tpm0 $extend_16
	check "which shows" pcr_is $ONCE
	check "and extended by the resource manager" responds "8002.{8}00000000.*" /dev/tpmrm0 \
		$extend_16
	check "which shows, too" pcr_is $TWICE
	rmmod tee_tpm
	insmod /lib/gtee/tee_tpm.ko
	in_time has_chip
	check "it outlives the module" pcr_is $TWICE
	check "a command with a bad tag has a response" \
		responds "(00c4|8001)0000000a0000.*" /dev/tpm0 $bad_tag
	check "a command without a whole header is refused" responds "write: EINVAL" /dev/tpm0 \
		800100000008017b
	if [ "$KERNEL" = debug ]; then
		n=$((n + 1))
		echo "ok $n - random numbers # SKIP this kernel has no CONFIG_HW_RANDOM_TPM"
	else
		check "the kernel has random numbers from it" hwrng_reads
	fi
}

part_gone() {
	tpm /dev/tpm0 $extend_16 >/dev/null
	mkfifo /run/go
	/tests/tpm -w /dev/tpm0 $random </run/go >/run/said &
	user=$!
	exec 3>/run/go
	sleep 1
	stop_softteed
	check "the chip goes with its TEE" within 100 has_no_chip
	exec 3>&-
	wait "$user"
	rm /run/go
	check "whoever has it open gets an error" grep -qx "write: EPIPE" /run/said
	start_softteed
	check "a TEE that comes back becomes a chip" in_time has_chip
	check "with a new TPM" pcr_is $ZERO
	stop_softteed
	start_softteed
	check "also if that's at once" in_time responds "8001.*" /dev/tpm0 $random
}

# instance: print the process of the TPM, which is named after its application.
instance() {
	for dir in /proc/[0-9]*; do
		! grep -q "^TA bc50d971" "$dir/comm" 2>/dev/null || echo "${dir#/proc/}"
	done
}

part_dead() {
	tpm /dev/tpm0 $extend_16 >/dev/null
	kill -KILL "$(instance)"
	check "a dead TPM answers nothing" within 50 responds "write: EPIPE" /dev/tpm0 $random
	check "at once" responds "write: EPIPE" /dev/tpm0 $random
	check "not by the resource manager either" responds "write: EPIPE" /dev/tpmrm0 $random
	sleep 10
	check "its chip isn't given another" responds "write: EPIPE" /dev/tpm0 $read_16
	check "but stays" has_chip
	stop_softteed
	check "until the TEE goes" within 100 has_no_chip
	start_softteed
	check "whose next TPM is another chip" in_time pcr_is $ZERO
}

part_hang() {
	signal STOP
	check "a command that the TEE doesn't answer ends in time" \
		responds "write: ETIME" /dev/tpm0 $random
	/tests/tpm /dev/tpm0 $random >/run/said &
	user=$!
	sleep 1
	signal CONT
	wait "$user"
	check "the next one waits until the TEE goes on" grep -q ^8001 /run/said
	check "and so it does" responds "8001.*" /dev/tpm0 $random

	signal STOP
	/tests/tpm /dev/tpm0 $create >/run/said &
	user=$!
	sleep 1
	rmmod tee_tpm &
	unloading=$!
	check "a command that hangs doesn't keep the module" within 150 not loaded tee_tpm
	check "and ends with an error" grep -qx "write: EPIPE" /run/said
	signal CONT
	wait "$unloading" "$user"
	insmod /lib/gtee/tee_tpm.ko
	check "the TPM is found again" in_time has_chip
	check "and works" responds "8001.*" /dev/tpm0 $random
}

part_killed() {
	before=$(tpm /dev/tpm0 $read_16)
	signal STOP
	/tests/tpm /dev/tpm0 $create >/dev/null &
	user=$!
	sleep 1
	check "a user waits for the TPM" lives "$user"
	kill -KILL "$user"
	check "one that's killed ends" within 100 not lives "$user"
	signal CONT
	wait "$user" 2>/dev/null
	check "and the TPM goes on" responds "8001.*" /dev/tpm0 $random

	signal STOP
	/tests/tpm /dev/tpm0 $extend_16 >/dev/null &
	user=$!
	sleep 1
	kill -KILL "$user"
	# longer than for a command that is cancelled then
	sleep 6
	signal CONT
	wait "$user" 2>/dev/null
	check "a PCR is extended even if who wanted it was killed" \
		[ "$(tpm /dev/tpm0 $read_16)" != "$before" ]
}

part_load() {
	round=0
	while [ "$round" -lt 100 ]; do
		round=$((round + 1))
		rmmod tee_tpm || break
		insmod /lib/gtee/tee_tpm.ko || break
		# Unload the module during its search in some rounds, during a command in others.
		[ $((round % 4)) -ne 1 ] || usleep 30000
		[ $((round % 4)) -eq 2 ] || continue
		in_time has_chip || break
		{ while tpm /dev/tpm0 $random; do :; done >/dev/null 2>&1; } &
		usleep 20000
	done
	check "the module comes and goes 100 times" [ "$round" = 100 ]
	check "and has a chip after" in_time has_chip
	rmmod tee_tpm
	wait_for_users
	insmod /lib/gtee/tee_tpm.ko
	check "that works" in_time responds "8001.*" /dev/tpm0 $random
}
wait_for_users() {
	for job in $(jobs -p); do
		[ "$job" = "$softteed" ] || wait "$job" 2>/dev/null
	done
}

# rehearse LEVEL: suspend as far as this, and come back. Needs a kernel with pm_test.
rehearse() {
	echo "$1" >/sys/power/pm_test || return 1
	status=0
	echo freeze >/sys/power/state || status=1
	echo none >/sys/power/pm_test
	return "$status"
}

part_suspend() {
	if [ ! -e /sys/power/pm_test ]; then
		n=$((n + 1))
		echo "ok $n - suspend # SKIP this kernel cannot rehearse suspend"
		return
	fi
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	before=$(tpm /dev/tpm0 $read_16)
	{ while [ ! -e /run/enough ]; do tpm /dev/tpm0 $random; done >/run/said; } &
	user=$!
	check "the machine suspends while the chip is used" rehearse devices
	check "and again" rehearse devices
	touch /run/enough
	wait "$user"
	check "no command fails for it" not grep -qv ^8001 /run/said
	check "PCRs stay" [ "$(tpm /dev/tpm0 $read_16)" = "$before" ]
	signal STOP
	/tests/tpm /dev/tpm0 $extend_16 >/run/said &
	user=$!
	sleep 1
	check "also while a command is in the TEE" rehearse devices
	signal CONT
	wait "$user"
	check "which has its response after" grep -q ^8002 /run/said
}

knob() { echo "$2" >"/sys/kernel/debug/tee_fake/knobs/$1"; }
invokes() { sed -n 's/^invokes //p' /sys/kernel/debug/tee_fake/counters; }
called_since() { [ "$(invokes)" -gt "$1" ]; }

# no_tpm NAME KNOB VALUE: check that a TEE that answers like this is asked, and isn't a chip.
no_tpm() {
	knob "$2" "$3"
	before=$(invokes)
	check "$1: it's asked" in_time called_since $((before + 1))
	check "$1: it isn't a chip" [ ! -e /dev/tpm1 ]
	knob "$2" 0
}

part_fake() {
	insmod /lib/gtee/tee_fake.ko
	no_tpm "a TEE that writes nothing" fill 0
	no_tpm "one that writes what's no response" fill 1
	no_tpm "one that says it has written too much" memref_size 5000
	no_tpm "much more" memref_size 4294967295
	no_tpm "one that refuses" invoke_ret $((0xffff0000))
	check "the log has no line of the TPM core's about it" not sh -c \
		"dmesg | grep -q 'tpm tpm1'"
	rmmod tee_fake
}

part_log() {
	check "the log has no more than a line for each chip, and each error that matters" \
		[ "$(dmesg | grep -c tee_tpm)" -lt 250 ]
}

# reboot_while_it_hangs: the line tells when it begins, and the kernel's last line when it ends.
reboot_while_it_hangs() {
	in_time has_chip || exit 2
	signal STOP
	/tests/tpm /dev/tpm0 $create &
	sleep 1
	echo "tpm-chip: the machine goes down" >/dev/kmsg
	reboot -f
}

insmod /lib/gtee/vtee.ko || exit 2
insmod /lib/gtee/tee_tpm.ko || exit 2
start_softteed
[ "${1:-}" != reboot ] || reboot_while_it_hangs
check "there's a chip" in_time has_chip
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $PARTS
for part in "$@"; do
	"part_$part"
done
rmmod tee_tpm
check "the module goes at the end" not loaded tee_tpm
stop_softteed
check "and so does the TEE's" within 100 rmmod vtee
plan
