# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What every script of the lab shares: where things lie, how to speak, how to
# hash inputs, and how to keep two runs out of each other's way.
# To be sourced after `set -euo pipefail`.

LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT_DIR=$(cd "$LAB_DIR/.." && pwd)

# Everything that the lab downloads or makes lies under here.
BUILD_DIR=${GTEE_BUILD_DIR:-$ROOT_DIR/build}
LAB_BUILD=$BUILD_DIR/lab

# The lab's messages and the build tools' go to stderr: stdout belongs to the
# guest's command.
note() { printf 'lab: %s\n' "$*" >&2; }
warn() { printf 'lab: warning: %s\n' "$*" >&2; }

# die MESSAGE [HINT]: says what failed and why, then what to do next.
die() {
	printf 'lab: error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf 'lab:        %s\n' "$2" >&2
	exit "${DIE_STATUS:-1}"
}

# hash_stdin: a short, stable name for what stands on standard input.
hash_stdin() { sha256sum | cut -c1-16; }

# hash_files FILE…: one hash over the contents of files (not their paths, so a
# moved checkout keeps its caches).
hash_files() { cat -- "$@" | hash_stdin; }

# hold_lock NAME: one process at a time for each step that writes to the shared
# cache. Held until the calling script ends, however it ends: the lock is the
# kernel's.
declare -A HELD_LOCKS=()
hold_lock() {
	# A second lock on the same file would wait for the first for ever.
	[ -z "${HELD_LOCKS[$1]:-}" ] || return 0
	HELD_LOCKS[$1]=yes
	mkdir -p "$LAB_BUILD/lock"
	local fd
	exec {fd}>"$LAB_BUILD/lock/$1"
	flock -n "$fd" && return 0
	note "waiting for another run to finish '$1'"
	flock "$fd"
}

# publish NEW PATH: puts a finished file or folder in its place at once, so that
# nobody ever sees half of it.
publish() {
	# A file is replaced in one step; a folder cannot be.
	[ ! -d "$2" ] || rm -rf -- "$2"
	mv -fT -- "$1" "$2"
}

# logged FILE COMMAND…: keeps a build's chatter in a file and shows the end of
# it only when the build fails.
logged() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	if ! "$@" >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		die "'$1' failed" "the whole log is in $log"
	fi
}
