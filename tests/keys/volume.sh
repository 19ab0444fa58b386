# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Runs in the guest: open a dm-crypt volume with a key that OP-TEE has sealed, in this
# boot and, from the blob alone, in the next one. keyctl and dmsetup are Debian's.
#
# usage: volume.sh seal|load

set -u
. /tests/guest-tap.sh
. /tests/no-key-left.sh
blob=/data/volume.blob
image=/data/volume
sectors=32768
# The lab has no udev to create device nodes.
export DM_DISABLE_UDEV=1

# open_volume: open it with the copy of the key that has a type which dm-crypt supports.
open_volume() {
	losetup /dev/loop0 "$image" &&
		dmsetup create vol --table \
			"0 $sectors crypt aes-xts-plain64 :64:logon:test:vol 0 /dev/loop0 0"
}

close_volume() {
	dmsetup remove vol && losetup -d /dev/loop0
}

seal() {
	key=$(keyctl add tee vol "new 64 logon=test:vol" @u) &&
		keyctl pipe "$key" >"$blob" &&
		grep -qE '^5445454b0001[0-9a-f]*$' "$blob"
}

fill() {
	truncate -s $((sectors * 512)) "$image" && open_volume &&
		mke2fs /dev/mapper/vol >/dev/null &&
		mount -t ext4 /dev/mapper/vol /mnt && echo "what is in the volume" >/mnt/file &&
		umount /mnt && close_volume
}

load() { keyctl add tee vol "load $(cat "$blob") logon=test:vol" @u >/dev/null; }

look() {
	open_volume && mount -t ext4 -o ro /dev/mapper/vol /mnt && cat /mnt/file &&
		umount /mnt && close_volume
}

image_is_encrypted() { ! grep -q "what is in the volume" "$image"; }
no_key_shown() { dmsetup table --showkeys vol | grep -q ':64:logon:test:vol '; }
another_key() {
	keyctl add tee other "new 64 logon=test:other" @u >/dev/null &&
		losetup /dev/loop0 "$image" || return 1
	dmsetup create vol --table \
		"0 $sectors crypt aes-xts-plain64 :64:logon:test:other 0 /dev/loop0 0" || return 1
	! mount -t ext4 -o ro /dev/mapper/vol /mnt 2>/dev/null && close_volume
}
key_of_another_length() {
	keyctl add tee short "new 32 logon=test:short" @u >/dev/null &&
		losetup /dev/loop0 "$image" || return 1
	! dmsetup create vol --table \
		"0 $sectors crypt aes-xts-plain64 :64:logon:test:short 0 /dev/loop0 0" \
		2>/dev/null && losetup -d /dev/loop0
}

# Debian's kernel does not accept a key of this type as a master key. An "encrypted" key
# that names one can be created, but neither read nor loaded.
no_master() {
	! keyctl add encrypted e1 "new default tee:vol 32" @u 2>/dev/null || return 1
	e2=$(keyctl add encrypted e2 "new default trusted:vol 32" @u) || return 0
	! keyctl pipe "$e2" >/dev/null 2>&1
}
dm_crypt_knows_no_tee() {
	losetup /dev/loop0 "$image" || return 1
	! dmsetup create vol --table \
		"0 $sectors crypt aes-xts-plain64 :64:tee:vol 0 /dev/loop0 0" 2>/dev/null &&
		losetup -d /dev/loop0
}

mkdir -p /mnt
modprobe -a dm_crypt xts loop && insmod /lib/gtee/tee_keys.ko || exit 2
case $1 in
seal)
	check "keyctl makes a key that OP-TEE seals" seal
	check "dm-crypt opens a volume with it, and a file is put there" fill
	check "the volume's image does not have the file's text" image_is_encrypted
	check "dm-crypt knows no key of type tee itself" dm_crypt_knows_no_tee
	check "a key of type tee is no master of encrypted keys" no_master
	;;
load)
	check "keyctl loads the key of the last boot" load
	check_says "dm-crypt opens the volume with it, and the file is there" \
		"what is in the volume" look
	losetup /dev/loop0 "$image"
	dmsetup create vol --table \
		"0 $sectors crypt aes-xts-plain64 :64:logon:test:vol 0 /dev/loop0 0"
	check "dm-crypt does not show the key" no_key_shown
	close_volume
	check "another key does not open it" another_key
	check "a key of another length does not either" key_of_another_length
	;;
esac
check "the module unloads, and its keys with it" rmmod tee_keys
check "no key is left behind" no_key_left
plan
