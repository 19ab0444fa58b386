# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Follow a document as a reader would: run its commands, and compare what they print with what
# it shows. A script sources this file after tap.sh.
#
# Commands are in blocks ```sh, or ```sh fails if the last one's exit status is not 0. The block
# ``` right after has lines that are printed, or parts of them. Variables that a block exports are
# kept for the next ones.

# page_printed EXPECTED OUTPUT: each line of one file is in the other, maybe as a part of a line.
page_printed() {
	local line
	while IFS= read -r line; do
		grep -qF -- "$line" "$2" || { echo "not printed: $line"; cat "$2"; return 1; }
	done <"$1"
}

# page_split PAGE DIRECTORY: write the blocks to N.sh or N.fails, and N.printed.
page_split() {
	awk -v directory="$2" '
		/^```sh( fails)?$/ {
			file = sprintf("%s/%02d.%s", directory, ++n, $2 == "fails" ? "fails" : "sh")
			last = n
			next
		}
		/^```$/ && !file && last {
			file = sprintf("%s/%02d.printed", directory, n)
			last = 0
			next
		}
		/^```/ { file = ""; next }
		file { print >file; next }
		NF { last = 0 }
	' "$1"
}

# page_typed FILE: run a block of commands, each of which has to succeed, except for the last one
# of a block that fails.
page_typed() {
	local output=${1%.*}.output status=0 fails=false
	[ "${1##*.}" = sh ] || fails=true
	# Of a make that runs the tests
	unset MAKEFLAGS MFLAGS MAKELEVEL
	bash -euo pipefail "$1" </dev/null >"$output" 2>&1 || status=$?
	if $fails; then
		[ "$status" -ne 0 ] || { echo "it does not fail"; cat "$output"; return 1; }
	else
		[ "$status" -eq 0 ] || { echo "exit status $status"; cat "$output"; return 1; }
	fi
	[ ! -e "${1%.*}.printed" ] || page_printed "${1%.*}.printed" "$output"
}

# page_follow PAGE: a case for each block of commands, in the working directory.
page_follow() {
	local directory block blocks
	directory=$(mktemp -d)
	page_split "$1" "$directory"
	blocks=("$directory"/*.sh "$directory"/*.fails)
	tap_run "${1##*/} has commands" test "${#blocks[@]}" -gt 3
	while IFS= read -r block; do
		grep '^export ' "$block" >>"$directory/exported" || :
		sed -i "1i . '$directory/exported'" "$block"
		tap_run "${1##*/}: $(tail -n 1 "$block")" page_typed "$block"
	done < <(find "$directory" -name '*.sh' -o -name '*.fails' | sort)
	rm -r "$directory"
}
