# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh

# A key whose type was removed is of type ".dead" until its last reference is dropped.
no_key_left() {
	tries=100
	while grep -E ' (tee|\.dead) ' /proc/keys; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		keyctl clear @u
		usleep 50000
	done >/run/keys-left
}
