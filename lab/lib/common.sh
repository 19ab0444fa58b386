# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by all scripts of the lab: paths, messages, hashes of inputs, and locks
# against concurrent runs. Source it after `set -euo pipefail`.

LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT_DIR=$(cd "$LAB_DIR/.." && pwd)

# Everything that the lab downloads or builds is below this directory.
BUILD_DIR=${GTEE_BUILD_DIR:-$ROOT_DIR/build}
LAB_BUILD=$BUILD_DIR/lab

# Messages of the lab and output of build tools go to stderr; stdout is for the
# guest's command.
note() { printf 'lab: %s\n' "$*" >&2; }
warn() { printf 'lab: warning: %s\n' "$*" >&2; }

# die MESSAGE [HINT]: print what failed and why, then what to do next, and exit.
die() {
	printf 'lab: error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf 'lab:        %s\n' "$2" >&2
	exit "${DIE_STATUS:-1}"
}

# hash_stdin: print a short hash of standard input, for names of cached files.
hash_stdin() { sha256sum | cut -c1-16; }

# hash_files FILE…: print one hash of the contents of files. Paths are not
# included, so that a moved checkout keeps its caches.
hash_files() { cat -- "$@" | hash_stdin; }

# hold_lock NAME: serialize a step that writes to the shared cache. The kernel
# releases the lock when the calling script ends, however it ends.
declare -A HELD_LOCKS=()
hold_lock() {
	# A second lock on the same file would wait for the first forever.
	[ -z "${HELD_LOCKS[$1]:-}" ] || return 0
	HELD_LOCKS[$1]=yes
	mkdir -p "$LAB_BUILD/lock"
	local fd
	exec {fd}>"$LAB_BUILD/lock/$1"
	flock -n "$fd" && return 0
	note "waiting for another run to finish '$1'"
	flock "$fd"
}

# publish NEW PATH: rename a finished file or directory to PATH, so that no reader
# sees an incomplete one.
publish() {
	# A file is replaced atomically; a directory cannot be.
	[ ! -d "$2" ] || rm -rf -- "$2"
	mv -fT -- "$1" "$2"
}

# logged FILE COMMAND…: write a build's output to a file, and show its end only
# if the build fails.
logged() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	if ! "$@" >"$log" 2>&1; then
		tail -n 40 "$log" >&2
		die "'$1' failed" "the whole log is in $log"
	fi
}
