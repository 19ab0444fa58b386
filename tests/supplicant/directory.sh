#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs in the guest: a storage directory that is mounted late, changes, or cannot be
# accessed by the worker. The supplicant must start, log the problem, and serve all other
# requests.

# shellcheck source-path=SCRIPTDIR source=cases.sh
. ./cases.sh

place=/run/place/tee

# load_a_ta: load a TA that uses no storage except OP-TEE's own.
load_a_ta() { xtest -t regression 1004 >/run/xtest.log 2>&1 || { cat /run/xtest.log; return 1; }; }

use_objects() {
	xtest -t regression 6001 >/run/xtest.log 2>&1 || { cat /run/xtest.log; return 1; }
}

loads_none() { ! load_a_ta >/dev/null || { echo "one was loaded"; return 1; }; }

uses_both() { load_a_ta && use_objects; }

# sum_up: print a checksum of the directory's contents, to detect changes.
sum_up() { cat "$place"/* | md5sum; }

is_unchanged() { use_objects >/dev/null; [ "$(sum_up)" = "$before" ]; }

start_here() { start tee-supplicant -f "$place"; }

# says_once PATTERN: check that the log has one match, although the problem occurred more than once.
says_once() {
	count=$(grep -c "$1" "$log")
	[ "$count" = 1 ] || { echo "'$1' is said $count times:"; cat "$log"; return 1; }
}

is_empty() { [ -z "$(ls -A "$1")" ] || { echo "in $1:"; ls -lA "$1"; return 1; }; }

kill_worker() {
	for dir in /proc/[0-9]*; do
		! grep -q "^PPid:	$(cat /run/supplicant.pid)$" "$dir/status" 2>/dev/null ||
			kill -9 "${dir#/proc/}"
	done
}

# comes_late: mount a partition after the start, before anything is stored.
comes_late() {
	mount -t tmpfs -o mode=755 none "$place" && load_a_ta && use_objects &&
		[ -s "$place/dirf.db" ] || return 1
	umount -l "$place" && is_empty "$place"
}

# is_mounted_over: mount a partition over the directory in use. Nothing may be written to it.
is_mounted_over() {
	mount -t tmpfs -o mode=755 none "$place" && loads_none && kill_worker && loads_none &&
		is_empty "$place" &&
		wait_for "is not the directory that was opened"
	status=$?
	umount -l "$place"
	return $status
}

# is_made_anew BYTES: after a power cut, OP-TEE's new directory file may consist of BYTES
# zeros. OP-TEE would treat the file as corrupt and load no more TAs, so it must be
# created anew.
is_made_anew() {
	rm -rf "$place"
	mkdir -p "$place"
	head -c "$1" /dev/zero >"$place/dirf.db"
	start_here && uses_both && says_once "the directory file was never completed" && ends_well
}

make_fat() {
	modprobe loop
	for module in fat nls_cp437 nls_ascii vfat; do
		insmod "/tests/$module.ko" || return 1
	done
	mount -o loop,codepage=437,iocharset=ascii -t vfat /tests/fat.image "$place"
}

capabilities() {
	for dir in /proc/[0-9]*; do
		! grep -q "^PPid:	$(cat /run/supplicant.pid)$" "$dir/status" 2>/dev/null ||
			sed -n 's/^CapEff:	//p' "$dir/status"
	done | sort -u
}

# has_one_capability: the worker must have one capability, whose use Landlock confines to
# the directory. No other process may have any.
has_one_capability() {
	found=$(capabilities | tr '\n' ' ')
	[ "$found" = "0000000000000000 0000000000000002 " ] ||
		{ echo "capabilities: $found"; return 1; }
}

has_none() {
	found=$(capabilities | tr '\n' ' ')
	[ "$found" = "0000000000000000 " ] || { echo "capabilities: $found"; return 1; }
}

killall tee-supplicant 2>/dev/null
mkdir -p "$place"
chmod 755 /run/place
check "it starts before its partition is there" start_here
check "a partition that comes late is used, and nothing lies beneath it" comes_late
check "and it ends" ends_well
check "it starts where a directory is" start_here
check "a Trusted Application is loaded, and objects are made" uses_both
check "a worker has no capability" has_none
check "nothing is written to what is mounted over the directory in use" is_mounted_over
check "and it ends" ends_well
chown -R 0:0 "$place"
chmod 700 "$place"
mount -o bind "$place" "$place"
mount -o remount,bind,ro "$place"
before=$(sum_up)
check "it starts with a directory of root's that is read-only" start_here
check "a Trusted Application is loaded" load_a_ta
check "nothing is changed" is_unchanged
check "another worker is served as well" kill_worker
check "a Trusted Application is loaded again" load_a_ta
check "it says so once" says_once "its file system is read-only"
check "and it ends" ends_well
umount -l "$place"
check "a directory file of no bytes is made anew" is_made_anew 0
check "a directory file without a header is made anew" is_made_anew 4096
check "a file system without owners is mounted" make_fat
check "it starts there" start_here
check "objects are made and read" use_objects
check "its worker has one capability" has_one_capability
check "it says so once" says_once "cannot be given to the worker's user, who has one capability"
check "and it ends" ends_well
umount -l "$place"
rm -rf "$place" /run/place/other
mkdir -p "$place"
chown 1234 "$place"
chmod 700 "$place"
check "it starts with a directory of another user's" start_here
check "nothing is served from it" loads_none
check "a worker has no capability for it" has_none
check "it says so once" says_once "belongs to another user, and the worker's user may not use it"
check "and it ends" ends_well
rm -rf "$place"
echo "no directory" >"$place"
check "it starts where there can be no directory" start_here
check "nothing is stored" loads_none
check "it says so once" says_once "it cannot be opened, so objects cannot be stored"
check "and it ends" ends_well
plan
